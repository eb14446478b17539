using WebRun.Operations;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <summary>One row of a batch, and what the journal knows about it.</summary>
internal sealed class WebRunJournalRow : ICallObserver
{
    private readonly WebRunJournal _journal;
    private readonly JournalIndex.Row _row;
    private readonly string? _key;

    // The last task that has an answer, until the next one is under way.
    private WebRunTask? _answered;

    internal WebRunJournalRow(WebRunJournal journal, JournalIndex.Row row, string? key, WebRunTaskRequest request, WebRunSessionOptions? options, JournalLine? last)
    {
        (_journal, _row, _key, Request, Options) = (journal, row, key, request, options);
        (State, Task, Failure) = (last?.State ?? WebRunJournalState.New, last?.Task, last?.Failure);
    }

    /// <summary>What to do.</summary>
    public WebRunTaskRequest Request { get; }

    /// <summary>How its session is set up.</summary>
    public WebRunSessionOptions? Options { get; }

    /// <summary>Its state.</summary>
    public WebRunJournalState State { get; private set; }

    /// <summary>Its task; null while nothing is known about it.</summary>
    public WebRunTask? Task { get; private set; }

    /// <summary>What went wrong with it; null if nothing did.</summary>
    public WebRunException? Failure { get; private set; }

    /// <summary>Records the user's name for it, if the journal does not have it.</summary>
    internal void NoteKey()
    {
        if (_key is not null && _row.Key != _key)
        {
            _journal.AddName(_row, _key);
        }
    }

    /// <summary>Records that its request is about to go out: from now on it must not run again unasked.</summary>
    void ICallObserver.OnSending() => Note(WebRunJournalState.Sending, null, null);

    /// <summary>Records that the service has accepted it.</summary>
    internal void OnStarted(WebRunTask task)
    {
        // A quick task comes with its result, which is recorded next.
        if (!task.IsSettled)
        {
            _answered = null;
            Note(WebRunJournalState.Running, task, null);
        }
    }

    /// <summary>Records that the service has refused its request, so that nothing was started.</summary>
    void ICallObserver.OnRefused() => NoteNotStarted(null);

    /// <summary>Records a task before the next one is sent. After a step the row goes on; an answer that is not what was asked for, if it is not sent back, is a failure.</summary>
    internal void Answered(WebRunTask task)
    {
        _answered = task;
        Note(task.HasAllSteps ? WebRunJournalState.Failed : WebRunJournalState.Running, task, null);
    }

    /// <summary>Records that the next task could not be sent.</summary>
    internal void NotSent()
    {
        if (State == WebRunJournalState.Sending)
        {
            NoteNotStarted(null);
        }
    }

    /// <summary>Records how it has ended, or that it waits for an answer.</summary>
    /// <exception cref="WebRunException">The journal cannot be written; the exception's task is the result, which is paid for.</exception>
    internal void Settled(WebRunTask task)
    {
        var state = task switch
        {
            { Status: WebRunTaskStatus.Completed, Error: null } => WebRunJournalState.Completed,
            { IsSettled: true, Status: not WebRunTaskStatus.WaitingForInput } => WebRunJournalState.Failed,
            _ => WebRunJournalState.Running,
        };
        try
        {
            Note(state, task, null);
        }
        catch (WebRunException e)
        {
            throw new WebRunException(e.Id, $"{e.Message} The task has ended, but the journal does not have its result.", e) { Task = task, SessionId = task.SessionId };
        }
    }

    /// <summary>Records what went wrong. Work that may have been done, or may still be running, is never recorded as safe to run again.</summary>
    internal void Failed(WebRunException failure)
    {
        var (isSent, isAccepted) = (State == WebRunJournalState.Sending, State == WebRunJournalState.Running && _answered is null);

        // If polling failed too, the task may have succeeded, and is looked up when the batch runs again.
        var hasEnded = failure is { Id: WebRunErrorId.BudgetExceeded, Task: not null }
            || (failure is { Id: WebRunErrorId.TaskTimeout, Task.TaskId: not null } && failure.InnerException is not WebRunException);
        var state = hasEnded ? WebRunJournalState.Failed
            : isAccepted ? WebRunJournalState.Running
            : isSent && (failure.MayHaveStarted || failure.Id == WebRunErrorId.TaskTimeout || failure.Task is not null) ? WebRunJournalState.Unknown
            : WebRunJournalState.New;
        if (state == WebRunJournalState.New)
        {
            NoteNotStarted(failure);
        }
        else
        {
            Note(state, failure.Task ?? (isAccepted ? Task : null), failure);
        }
    }

    // What has been answered before stays paid for, and is not asked for again from the beginning.
    private void NoteNotStarted(WebRunException? failure)
    {
        if (_answered is null)
        {
            Note(WebRunJournalState.New, null, failure);
        }
        else
        {
            var isStep = !_answered.HasAllSteps;
            Note(isStep && failure is null ? WebRunJournalState.Running : WebRunJournalState.Failed, _answered, isStep ? failure : null, isRefused: State == WebRunJournalState.Sending);
        }
    }

    private void Note(WebRunJournalState state, WebRunTask? task, WebRunException? failure, bool isRefused = false)
    {
        (State, Task, Failure) = (state, task, failure);
        _journal.Add(_row, new JournalLine { Row = _row.Name, State = state, Task = task, Failure = failure, IsRefused = isRefused }, Request, Options);
    }
}

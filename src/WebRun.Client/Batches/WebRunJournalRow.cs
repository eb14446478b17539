using WebRun.Json;

namespace WebRun;

/// <summary>One row of a batch, and what the journal knows of it.</summary>
public sealed class WebRunJournalRow
{
    private readonly WebRunJournal _journal;
    private readonly string _name;

    internal WebRunJournalRow(WebRunJournal journal, string name, WebRunTaskRequest request, WebRunSessionOptions? options, JournalLine? last)
    {
        (_journal, _name, Request, Options) = (journal, name, request, options);
        (State, Task, Failure) = (last?.State ?? WebRunJournalState.New, last?.Task, last?.Failure);
    }

    /// <summary>What is to be done.</summary>
    public WebRunTaskRequest Request { get; }

    /// <summary>How its session is set up.</summary>
    public WebRunSessionOptions? Options { get; }

    /// <summary>How far it is.</summary>
    public WebRunJournalState State { get; private set; }

    /// <summary>Its task; null while nothing of it is known.</summary>
    public WebRunTask? Task { get; private set; }

    /// <summary>What went wrong with it; null for nothing.</summary>
    public WebRunException? Failure { get; private set; }

    /// <summary>Notes that its request is about to go out: from now on nobody may run it again unasked.</summary>
    internal void Sends() => Note(WebRunJournalState.Sending, null, null);

    /// <summary>Notes that the service has accepted it.</summary>
    internal void Started(WebRunTask task)
    {
        // A quick task comes with its result, and that is noted next.
        if (!task.IsSettled)
        {
            Note(WebRunJournalState.Running, task, null);
        }
    }

    /// <summary>Notes how it has ended, or that it waits for an answer.</summary>
    internal void Settled(WebRunTask task) => Note(
        task switch
        {
            { Status: WebRunTaskStatus.Completed, Error: null } => WebRunJournalState.Completed,
            { IsSettled: true, Status: not WebRunTaskStatus.WaitingForInput } => WebRunJournalState.Failed,
            _ => WebRunJournalState.Running,
        },
        task,
        null);

    /// <summary>Notes what went wrong. A task that the service has accepted, and that may go on, is looked up when the batch is run again.</summary>
    internal void Failed(WebRunException failure)
    {
        var hasEnded = failure.Id is WebRunErrorId.TaskTimeout or WebRunErrorId.BudgetExceeded;
        var isAccepted = State == WebRunJournalState.Running;
        Note(
            hasEnded ? WebRunJournalState.Failed : isAccepted ? WebRunJournalState.Running : failure.MayHaveStarted ? WebRunJournalState.Unknown : WebRunJournalState.New,
            failure.Task ?? (isAccepted ? Task : null),
            failure);
    }

    private void Note(WebRunJournalState state, WebRunTask? task, WebRunException? failure)
    {
        (State, Task, Failure) = (state, task, failure);
        _journal.Add(new JournalLine { Row = _name, State = state, Task = task, Failure = failure }, Request, Options);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>Has an answer judged, and asks in the same session for a better one, as often as the caller allows. What the attempts have used counts together.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="request">What the answer is for, with how its session is set up.</param>
/// <param name="wait">How to wait for each attempt, and how often to ask again.</param>
/// <param name="journal">Records each attempt before the next one; null for none.</param>
/// <param name="earlier">The attempts of an earlier process.</param>
internal sealed class AnswerRepair(ClientScope scope, WebRunTaskRequest request, WebRunWait wait, WebRunJournalRow? journal = null, IEnumerable<WebRunTask>? earlier = null)
{
    private readonly List<WebRunTask> _earlier = [.. earlier ?? []];

    private decimal Cost => _earlier.Sum(task => task.Cost ?? 0);

    // For each attempt, because the ones before it then count.
    private WebRunWait Wait
    {
        get
        {
            WebRunTask[] before = [.. _earlier];
            return wait with
            {
                CostBefore = Cost,
                OnPoll = wait.OnPoll is null || before.Length == 0 ? wait.OnPoll : task => wait.OnPoll(task.After(before)),
                OnAccepted = journal is null ? wait.OnAccepted : task => journal.OnStarted(task.After(before)),
            };
        }
    }

    /// <summary>Runs the first attempt, and those that its answer needs.</summary>
    /// <param name="attempt">Sends a request, unless it is the first one, and waits for the task.</param>
    /// <param name="isOver">True once no attempt may begin any longer.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>The last attempt, with all of them.</returns>
    public async Task<WebRunTask> RunAsync(Func<WebRunTaskRequest, WebRunWait, Task<WebRunTask>> attempt, Func<bool> isOver, CancellationToken cancellationToken)
    {
        var task = await JudgedAsync(await RunAsync(attempt, request).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        while (task is { Status: WebRunTaskStatus.Completed, Error.Message: { } why } && _earlier.Count < wait.RepairAttempts && !(Cost + (task.Cost ?? 0) >= wait.MaxCost) && wait.WhyStop?.Invoke(Cost + (task.Cost ?? 0)) is null && !isOver())
        {
            var answered = task.After(_earlier);
            journal?.Answered(answered);
            _earlier.Add(task);
            try
            {
                task = await JudgedAsync(await RunAsync(attempt, Again(why)).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (WebRunException e) when (e is { MayHaveStarted: false, Task: null } and not { Id: WebRunErrorId.FileUnavailable })
            {
                // It was not sent: the answer that is there counts, with what is wrong.
                journal?.NotSentBack();
                return answered with { Error = new(answered.Error!.Code, $"{why.TrimEnd().TrimEnd('.')}. It could not be sent back: {e.Message}") };
            }
        }

        return task.After(_earlier);
    }

    private async Task<WebRunTask> JudgedAsync(WebRunTask task, CancellationToken cancellationToken)
    {
        if (wait.OnAnswer is null || task.Status != WebRunTaskStatus.Completed)
        {
            return task;
        }

        // What the caller says of it is sent, shown and kept.
        var judged = await wait.OnAnswer(task, cancellationToken).ConfigureAwait(false);
        return judged.Error is { Message: { } why } error
            ? judged with { Error = new(error.Code, Redaction.Mask(why, scope.Options.ApiKey, TaskSender.SecretsIn(request, request.Session))) }
            : judged;
    }

    private WebRunTaskRequest Again(string why) => request with
    {
        TaskDetails = $"Your last answer is not what was asked for. {why}\nCorrect it, and give the whole answer again.",
        StartingPoint = null,
        Files = [],
        GivenFiles = null,
    };

    private async Task<WebRunTask> RunAsync(Func<WebRunTaskRequest, WebRunWait, Task<WebRunTask>> attempt, WebRunTaskRequest asked)
    {
        try
        {
            return await attempt(asked, Wait).ConfigureAwait(false);
        }
        catch (WebRunException e) when (_earlier.Count > 0 && (e.Task is not null || e.MayHaveStarted))
        {
            // Without an id nothing is known of it, but the attempts before it are paid for.
            var task = e.Task ?? WebRunTask.New(asked) with { SessionId = _earlier[0].SessionId };
            throw new WebRunException(e.Id, e.Message, e) { StatusCode = e.StatusCode, ServiceCode = e.ServiceCode, SessionId = task.SessionId, Task = task.After(_earlier) };
        }
    }
}

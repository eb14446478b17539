using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>The tasks that one answer takes, one after another in one session: its steps, and then, as often as the caller allows, the last step again for a better answer. What they have used counts together.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="request">What the answer is for, with how its session is set up.</param>
/// <param name="wait">How to wait for each task, and how often to ask again.</param>
/// <param name="journal">Records each task before the next one; null for none.</param>
/// <param name="earlier">The tasks of an earlier process.</param>
internal sealed class TaskSequence(ClientScope scope, WebRunTaskRequest request, WebRunWait wait, WebRunJournalRow? journal = null, IEnumerable<WebRunTask>? earlier = null)
{
    private readonly WebRunTask _asked = WebRunTask.New(request);
    private readonly List<WebRunTask> _earlier = [.. earlier ?? []];

    private decimal Cost => _earlier.Sum(task => task.Cost ?? 0);

    /// <summary>True while the task that is now at work, or comes next, asks again for the answer of the last step.</summary>
    private bool IsRepair => _earlier.Count > request.Then.Count;

    private string Step => FormattableString.Invariant($"Step {_earlier.Count + 1} of {request.Then.Count + 1}");

    // For each task, because the ones before it then count.
    private WebRunWait Wait
    {
        get
        {
            WebRunTask[] before = [.. _earlier];
            return wait with
            {
                CostBefore = Cost,
                OnPoll = wait.OnPoll is null ? null : task => wait.OnPoll(task.After(before, _asked)),
                OnAccepted = journal is null ? wait.OnAccepted : task => journal.OnStarted(task.After(before, _asked)),
            };
        }
    }

    /// <summary>Runs the first task, and those that follow.</summary>
    /// <param name="run">Sends a request, or none for the first task, which is under way, and waits for the task.</param>
    /// <param name="isOver">True once no task may begin any longer.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>The last task, with all of them.</returns>
    public async Task<WebRunTask> RunAsync(Func<WebRunTaskRequest?, WebRunWait, Task<WebRunTask>> run, Func<bool> isOver, CancellationToken cancellationToken)
    {
        var task = await RunAsync(run, next: null, cancellationToken).ConfigureAwait(false);
        while (Next(task) is { } next)
        {
            var answered = task.After(_earlier, _asked);
            var tooDear = answered.Cost >= wait.MaxCost
                ? FormattableString.Invariant($"the steps before it have cost ${answered.Cost:0.0000} of the ${wait.MaxCost:0.0000} allowed.")
                : wait.WhyStop?.Invoke(answered.Cost ?? 0, true);
            if (tooDear is not null || isOver())
            {
                _earlier.Add(task);
                return IsRepair ? NotSentBack(answered, $"It was not sent back: {tooDear ?? "the time was over."}") : throw NotContinued(answered, tooDear);
            }

            journal?.Answered(answered);
            _earlier.Add(task);
            try
            {
                task = await RunAsync(run, next, cancellationToken).ConfigureAwait(false);
            }
            catch (WebRunException e) when (e is { MayHaveStarted: false, Task: null } and not { Id: WebRunErrorId.FileUnavailable })
            {
                // It was not sent. An answer that is there counts, with what is wrong.
                journal?.NotSent();
                return IsRepair
                    ? NotSentBack(answered, $"It could not be sent back: {e.Message}")
                    : throw About(e, $"{Step}{(e.IsDailyLimit ? "" : " was not started")}: {e.Message}", answered);
            }
        }

        return task.After(_earlier, _asked);
    }

    /// <summary>The request that follows a task; null if none does.</summary>
    private WebRunTaskRequest? Next(WebRunTask task) =>
        task.Status != WebRunTaskStatus.Completed ? null
        : _earlier.Count < request.Then.Count ? request.Step(_earlier.Count + 1) with { TerminateOnCompletion = _earlier.Count + 1 == request.Then.Count && wait.RepairAttempts == 0 }
        : task.Error?.Message is { } why && _earlier.Count - request.Then.Count < wait.RepairAttempts ? Again(why)
        : null;

    private async Task<WebRunTask> JudgedAsync(WebRunTask task, CancellationToken cancellationToken)
    {
        if (wait.OnAnswer is null || task.Status != WebRunTaskStatus.Completed || _earlier.Count < request.Then.Count)
        {
            return task;
        }

        // The caller sees all tasks of the answer, as they come out. What the caller says of it is sent, shown and kept.
        var judged = await wait.OnAnswer(task.After(_earlier, _asked), cancellationToken).ConfigureAwait(false);
        return task with
        {
            Output = judged.Output,
            Error = judged.Error is { Message: { } why } error ? new(error.Code, Redaction.Mask(why, scope.Options.ApiKey, TaskSender.SecretsIn(request, request.Session))) : judged.Error,
        };
    }

    private WebRunTaskRequest Again(string why) => request.Step(request.Then.Count) with
    {
        TaskDetails = $"Your last answer is not what was asked for. {why}\nCorrect it, and give the whole answer again.",
        StartingPoint = null,
        Files = [],
        GivenFiles = null,
    };

    private async Task<WebRunTask> RunAsync(Func<WebRunTaskRequest?, WebRunWait, Task<WebRunTask>> run, WebRunTaskRequest? next, CancellationToken cancellationToken)
    {
        try
        {
            return await JudgedAsync(await run(next, Wait).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (WebRunException e) when (_earlier.Count + request.Then.Count > 0 && (e.Task is not null || e.MayHaveStarted))
        {
            // Without an id nothing is known of it, but the tasks before it are paid for.
            var task = (e.Task ?? WebRunTask.New(next ?? request.Step(0)) with { SessionId = e.SessionId ?? _earlier.LastOrDefault()?.SessionId }).After(_earlier, _asked);
            throw About(e, request.Then.Count == 0 || IsRepair ? e.Message : $"{Step}: {e.Message}", task);
        }
    }

    private static WebRunTask NotSentBack(WebRunTask answered, string why) =>
        answered with { Error = new(answered.Error!.Code, $"{answered.Error.Message!.TrimEnd().TrimEnd('.')}. {why}") };

    private WebRunException NotContinued(WebRunTask answered, string? tooDear) => new(
        tooDear is null ? WebRunErrorId.TaskTimeout : WebRunErrorId.BudgetExceeded,
        tooDear is not null
            ? $"{Step} was not started: {tooDear} Its session is being terminated."
            : FormattableString.Invariant($"{Step} was not started, because the steps before it took all of the {wait.For(request.MaxDuration).TotalSeconds:0.###} s. Their session is being terminated."))
    {
        SessionId = answered.SessionId,
        Task = answered,
    };

    private static WebRunException About(WebRunException failure, string message, WebRunTask task) => new(failure.Id, message, failure.InnerException)
    {
        StatusCode = failure.StatusCode,
        ServiceCode = failure.ServiceCode,
        RetryAfter = failure.RetryAfter,
        Balance = failure.Balance,
        Required = failure.Required,
        IsDailyLimit = failure.IsDailyLimit,
        SessionId = task.SessionId,
        Task = task,
    };
}

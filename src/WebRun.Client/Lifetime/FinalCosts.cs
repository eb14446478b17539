using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>Asks what the tasks of a session have cost that end with it, or are stopped, because nobody waits for them any more.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="sessionId">The session.</param>
internal sealed class FinalCosts(ClientScope scope, string sessionId)
{
    private const int MaxAttempts = 3;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    // An open session costs less in this time than the knowledge is worth.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMilliseconds(500);

    // The service's record of a task may be a moment behind.
    private static readonly TimeSpan RecordDelay = TimeSpan.FromMilliseconds(300);

    /// <summary>Asks before the session ends, because of a task that has ended with its session the service tells no cost. Waits for a moment at most.</summary>
    public Task AskAsync()
    {
        var asking = Task.WhenAll(scope.State.Costs.UnsettledOf(sessionId).Where(task => TaskIdOf(task) is not null).Select(LearnAsync));
        return asking.IsCompleted ? asking : Task.WhenAny(asking, Task.Delay(MaxDelay));
    }

    /// <summary>Notes in the background how they have ended, and what is known of their costs.</summary>
    /// <param name="isOver">True if the session has ended, and with it all of its tasks.</param>
    public void Note(bool isOver)
    {
        if (scope.State.Costs.UnsettledOf(sessionId) is { Count: > 0 } tasks)
        {
            ProcessEnd.WaitFor(Task.WhenAll(tasks.Select(task => NoteAsync(task, isOver))), scope.Options.BaseUri);
        }
    }

    private async Task LearnAsync(PaidTask task)
    {
        if (await SeenAsync(task).ConfigureAwait(false) is { } seen)
        {
            task.Learn(seen);
        }
    }

    private async Task NoteAsync(PaidTask task, bool isOver)
    {
        var seen = await SeenAsync(task).ConfigureAwait(false);
        for (var attempt = 1; seen is { HasEnded: false } && attempt < MaxAttempts; attempt++)
        {
            await Task.Delay(RecordDelay).ConfigureAwait(false);
            seen = await SeenAsync(task).ConfigureAwait(false);
        }

        if (isOver)
        {
            task.Leave(seen is { HasEnded: true } ? seen : task.Known with { Status = WebRunTaskStatus.Terminated });
            scope.State.Costs.Drop(task);
        }
        else if (seen is not null)
        {
            task.Learn(seen);
        }
    }

    private string? TaskIdOf(PaidTask task) => task.TaskId ?? scope.State.FirstTasks.Of(sessionId)?.Task.TaskId;

    private async Task<WebRunTask?> SeenAsync(PaidTask task)
    {
        // Some deployments know a session's first task by the session's id.
        var known = task.Known with { SessionId = sessionId, TaskId = TaskIdOf(task) };
        var request = new ServiceRequest(RequestKind.Read, ServicePaths.Task(sessionId, known.TaskId ?? sessionId)) { SessionId = sessionId, NeedsKey = false, IsAboutTask = true };
        try
        {
            using var timeout = new CancellationTokenSource(Timeout);
            return TaskResponse.Read(await scope.Pipeline.SendOnceAsync(new ServiceCall(request), timeout.Token).ConfigureAwait(false), known, scope.Clock.GetUtcNow());
        }
        catch (Exception e) when (e is WebRunException or JsonException or OperationCanceledException)
        {
            return null;
        }
    }
}

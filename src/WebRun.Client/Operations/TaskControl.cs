using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>Controls the task of a session: stop, pause, resume, answer.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="tasks">Shows whether a task still waits for an answer.</param>
/// <param name="messages">Sends the messages.</param>
internal sealed class TaskControl(ClientScope scope, TaskSender tasks, SessionMessages messages)
{
    // A question that has just been answered may be in the service's record for a moment.
    private static readonly TimeSpan RecordDelay = TimeSpan.FromSeconds(2);
    private readonly RequestWriter _bodies = new(scope.Options.EffectiveGeneration);

    /// <summary>Stops, pauses or resumes the task that runs in a session.</summary>
    public async Task ChangeAsync(string sessionId, StateChange change, CancellationToken cancellationToken)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        if (change == StateChange.Resume)
        {
            scope.Ledger?.Use(sessionId, duration: null);
        }

        var request = new ServiceRequest(RequestKind.SetState, ServicePaths.SendMessage, RequestWriter.State(sessionId, change)) { SessionId = sessionId, HasPriority = change != StateChange.Resume };
        await messages.SendAsync(request, isDone: null, cancellationToken).ConfigureAwait(false);
        if (change == StateChange.Stop)
        {
            new FinalCosts(scope, sessionId).Note(isOver: false);
        }
    }

    /// <summary>Answers the question that a task waits with. Never done twice, because the second answer could meet another question.</summary>
    /// <param name="task">The task, as far as it is known: at least its session.</param>
    /// <param name="answer">The words for the agent.</param>
    /// <param name="change">What follows: the task resumes, or stops because it is refused what it asks for.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    public async Task ReplyAsync(WebRunTask task, string answer, StateChange change, CancellationToken cancellationToken)
    {
        var sessionId = task.SessionId!;
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        scope.Ledger?.Use(sessionId, duration: null);
        scope.State.FirstTasks.Of(sessionId)?.Answered();
        var request = new ServiceRequest(RequestKind.Reply, ServicePaths.SendMessage, _bodies.Reply(sessionId, answer, change)) { SessionId = sessionId, Secrets = [new NetworkCredential("", answer).SecurePassword] };
        await messages.SendAsync(request, task.TaskId is null ? null : stop => IsAnsweredAsync(task, stop), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a task no longer waits with the question that was answered. Only if the service's record says twice that it does, the answer has not arrived.</summary>
    private async Task<bool> IsAnsweredAsync(WebRunTask asking, CancellationToken cancellationToken)
    {
        if (!await WaitsAsync().ConfigureAwait(false))
        {
            return true;
        }

        await scope.Clock.PauseAsync(RecordDelay, cancellationToken).ConfigureAwait(false);
        return !await WaitsAsync().ConfigureAwait(false);

        async Task<bool> WaitsAsync()
        {
            var seen = await tasks.PollAsync(asking, cancellationToken).ConfigureAwait(false);
            return seen.Status == WebRunTaskStatus.WaitingForInput && (asking.Guardrail is null || asking.Guardrail == seen.Guardrail);
        }
    }
}

using System.Net;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>Tasks: stop, pause, continue, answer.</content>
public sealed partial class WebRunClient
{
    /// <summary>Stops the task that runs in a session; the session stays open and keeps costing money.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public Task StopTaskAsync(string sessionId, CancellationToken cancellationToken = default) => SetStateAsync(sessionId, "stop", cancellationToken);

    /// <summary>Stops the task that runs in a session, in the background, even if the process exits in the meantime.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>As for <see cref="StopTaskAsync"/>; awaiting it is optional.</returns>
    public Task StopTaskInBackground(string sessionId)
    {
        var work = Task.Run(() => StopTaskAsync(sessionId, CancellationToken.None));
        ProcessEnd.WaitFor(work);
        return work;
    }

    /// <summary>Pauses the task that runs in a session; the session keeps costing money.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public Task SuspendTaskAsync(string sessionId, CancellationToken cancellationToken = default) => SetStateAsync(sessionId, "pause", cancellationToken);

    /// <summary>Continues a paused task.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public Task ResumeTaskAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        _ledger?.Use(sessionId, duration: null);
        return SetStateAsync(sessionId, "resume", cancellationToken);
    }

    /// <summary>Answers the question of a task, which continues with the same id. Never sent twice, because the second answer could meet another question.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="answer">The answer for the agent.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public async Task AnswerTaskAsync(string sessionId, string answer, CancellationToken cancellationToken = default)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        _ledger?.Use(sessionId, duration: null);
        await ConfirmAsync(new ServiceRequest(RequestKind.StartWork, "start/send-message", _bodies.Reply(sessionId, answer)) { SessionId = sessionId, Secrets = [new NetworkCredential("", answer).SecurePassword] }, cancellationToken).ConfigureAwait(false);
    }

    private Task SetStateAsync(string sessionId, string state, CancellationToken cancellationToken) => ConfirmAsync(StateCall(sessionId, state), cancellationToken);

    private static ServiceRequest StateCall(string sessionId, string state)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        return new ServiceRequest(RequestKind.SetState, "start/send-message", RequestWriter.State(sessionId, state)) { SessionId = sessionId, HasPriority = state is not "resume" };
    }

    private async Task ConfirmAsync(ServiceRequest call, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Success != true)
        {
            throw ErrorFactory.Refused(call, answer, _options.ApiKey);
        }
    }
}

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
internal sealed class TaskControl(ClientScope scope)
{
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
        await ConfirmAsync(new ServiceCall(request), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers the question that a task waits with. Never sent twice, because the second answer could meet another question.</summary>
    public Task AnswerAsync(string sessionId, string answer, CancellationToken cancellationToken) => ReplyAsync(sessionId, answer, StateChange.Resume, cancellationToken);

    /// <summary>Refuses, with words, what a task asks for: it stops. Never sent twice.</summary>
    public Task RefuseAsync(string sessionId, string words, CancellationToken cancellationToken) => ReplyAsync(sessionId, words, StateChange.Stop, cancellationToken);

    private async Task ReplyAsync(string sessionId, string answer, StateChange change, CancellationToken cancellationToken)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        scope.Ledger?.Use(sessionId, duration: null);
        var request = new ServiceRequest(RequestKind.StartWork, ServicePaths.SendMessage, _bodies.Reply(sessionId, answer, change)) { SessionId = sessionId, Secrets = [new NetworkCredential("", answer).SecurePassword] };
        await ConfirmAsync(new ServiceCall(request), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a call whose answer has to confirm success.</summary>
    /// <exception cref="WebRunException">The service did not confirm it.</exception>
    public async Task ConfirmAsync(ServiceCall call, CancellationToken cancellationToken)
    {
        var answer = await scope.Pipeline.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Success != true)
        {
            throw ErrorFactory.Refused(call.Request, answer, scope.Options.ApiKey);
        }
    }
}

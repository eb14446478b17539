using System;
using System.Net;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>Manual control of a session's browser.</content>
public sealed partial class WebRunClient
{
    /// <summary>Takes the browser over from the agent. Twice is the same as once.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public Task TakeControlAsync(string sessionId, CancellationToken cancellationToken = default) => InteractAsync(RequestKind.SetState, sessionId, "takeOverControl", null, cancellationToken);

    /// <summary>Gives the browser back to the agent. Twice is the same as once.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public Task ReleaseControlAsync(string sessionId, CancellationToken cancellationToken = default) => InteractAsync(RequestKind.SetState, sessionId, "releaseControl", null, cancellationToken);

    /// <summary>Clicks once or twice. Like all input, it is never resent once it may have arrived.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="x">Pixels from the left: 0 to 1024.</param>
    /// <param name="y">Pixels from the top of the browser, whose own bars take the first 155: 155 to 755.</param>
    /// <param name="isDouble">True for a double click.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">It is not confirmed; <see cref="WebRunErrorId.OutcomeUnknown"/> where it may have been done.</exception>
    public Task ClickAsync(string sessionId, double x, double y, bool isDouble = false, CancellationToken cancellationToken = default) => InteractAsync(
        RequestKind.Act,
        sessionId,
        isDouble ? "DOUBLE_CLICK" : "CLICK",
        action =>
        {
            action.WriteNumber("x", x);
            action.WriteNumber("y", y);
        },
        cancellationToken);

    /// <summary>Types a text where the browser's focus is.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="text">The text, which may be a secret: no log shows it.</param>
    /// <param name="humanLike">True to type it key by key at a person's pace.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">As for <see cref="ClickAsync"/>.</exception>
    public Task TypeAsync(string sessionId, string text, bool humanLike = false, CancellationToken cancellationToken = default) => InteractAsync(
        RequestKind.Act,
        sessionId,
        "TYPE",
        action =>
        {
            action.WriteString("text", text);
            action.WriteBoolean("humanLike", humanLike);
        },
        cancellationToken,
        secret: text);

    /// <summary>Presses a key.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="key">One character, or a name such as <c>Enter</c>.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">As for <see cref="ClickAsync"/>.</exception>
    public Task PressKeyAsync(string sessionId, string key, CancellationToken cancellationToken = default) =>
        InteractAsync(RequestKind.Act, sessionId, "KEY_PRESS", action => action.WriteString("key", key), cancellationToken);

    /// <summary>Gives control back in the background, even if the process exits in the meantime.</summary>
    /// <param name="sessionId">The session.</param>
    public void ReleaseControlInBackground(string sessionId) => ProcessEnd.WaitFor(ReleaseControlAsync(sessionId));

    private Task InteractAsync(RequestKind kind, string sessionId, string type, Action<Utf8JsonWriter>? rest, CancellationToken cancellationToken, string? secret = null)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        var call = new ServiceRequest(kind, "start/send-message", RequestWriter.Interaction(sessionId, type, rest)) { SessionId = sessionId };
        return ConfirmAsync(secret is null ? call : call with { Secrets = [new NetworkCredential("", secret).SecurePassword] }, cancellationToken);
    }
}

using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>Manual control of a session's browser.</content>
public sealed partial class WebRunClient
{
    /// <summary>Takes the browser over from the agent. Doing it twice is the same as once.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The service did not confirm it.</exception>
    public Task TakeControlAsync(string sessionId, CancellationToken cancellationToken = default) => InteractAsync(RequestKind.SetState, sessionId, InteractionWriter.TakeControl(sessionId), cancellationToken);

    /// <summary>Gives the browser back to the agent. Doing it twice is the same as once.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The service did not confirm it.</exception>
    public Task ReleaseControlAsync(string sessionId, CancellationToken cancellationToken = default) => InteractAsync(RequestKind.SetState, sessionId, InteractionWriter.ReleaseControl(sessionId), cancellationToken);

    /// <summary>Clicks once or twice. Like all input, it is never resent once it may have arrived.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="x">Pixels from the left: 0 to the width of the picture, usually 1024.</param>
    /// <param name="y">Pixels from the top of the browser, whose own bars take the first 155: 155 to 155 and the height of the picture, usually 755.</param>
    /// <param name="isDouble">True for a double click.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">The service did not confirm it; <see cref="WebRunErrorId.OutcomeUnknown"/> where it may have been done.</exception>
    public Task ClickAsync(string sessionId, double x, double y, bool isDouble = false, CancellationToken cancellationToken = default) =>
        InteractAsync(RequestKind.Act, sessionId, InteractionWriter.Click(sessionId, x, y, isDouble), cancellationToken);

    /// <summary>Types a text where the browser's focus is.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="text">The text, which may be a secret: no log shows it.</param>
    /// <param name="humanLike">True to type it key by key at a person's pace.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">As for <see cref="ClickAsync"/>.</exception>
    public Task TypeAsync(string sessionId, string text, bool humanLike = false, CancellationToken cancellationToken = default) =>
        InteractAsync(RequestKind.Act, sessionId, InteractionWriter.Type(sessionId, text, humanLike), cancellationToken, new NetworkCredential("", text).SecurePassword);

    /// <summary>Presses a key.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="key">One character, or a name such as <c>Enter</c>.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">As for <see cref="ClickAsync"/>.</exception>
    public Task PressKeyAsync(string sessionId, string key, CancellationToken cancellationToken = default) =>
        InteractAsync(RequestKind.Act, sessionId, InteractionWriter.PressKey(sessionId, key), cancellationToken);

    /// <summary>Remembers a secret that is typed into a session, or answers its task: nothing that is heard of the session in this process shows it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="secret">The secret.</param>
    internal void KeepSecret(string sessionId, SecureString secret) => Scope.Secrets.Keep(sessionId, [secret.Kept()]);

    /// <summary>The size of a session's picture in pixels: what the service said when this client opened it, or 1024 by 600.</summary>
    /// <param name="sessionId">The session.</param>
    internal (int Width, int Height) PictureOf(string sessionId) =>
        Scope.State.Sessions.Picture(sessionId) is { Width: > 0 and var width, Height: > 0 and var height } ? (width, height) : (1024, 600);

    /// <summary>The page that shows a session, as the service said when this client opened it; null if it is not known.</summary>
    /// <param name="sessionId">The session.</param>
    internal string? PageOf(string sessionId) => Scope.State.Sessions.Picture(sessionId)?.WebViewUrl;

    /// <summary>Gives control back in the background, even if the process exits in the meantime.</summary>
    /// <param name="sessionId">The session.</param>
    internal void ReleaseControlInBackground(string sessionId) => ProcessEnd.WaitFor(ReleaseControlAsync(sessionId), _options.BaseUri);

    private Task InteractAsync(RequestKind kind, string sessionId, byte[] body, CancellationToken cancellationToken, params SecureString[] secrets)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        return _messages.SendAsync(new ServiceRequest(kind, ServicePaths.SendMessage, body) { SessionId = sessionId, Secrets = secrets }, isDone: null, cancellationToken);
    }
}

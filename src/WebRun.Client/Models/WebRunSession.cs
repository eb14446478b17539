using System;
using WebRun.Models;

namespace WebRun;

/// <summary>A paid, isolated browser. It costs money from when it opens until it is terminated or has been idle for 5 minutes.</summary>
public sealed record WebRunSession
{
    private readonly string? _taskId;

    internal WebRunSession()
    {
    }

    /// <summary>The service's id of the session.</summary>
    public string? SessionId { get; internal init; }

    /// <summary>The state of the session.</summary>
    public WebRunSessionState State { get; internal init; }

    /// <summary>The first task's text; null if the session began without one.</summary>
    public string? TaskDetails { get; internal init; }

    /// <summary>The first task, as soon as the service has named it: when it opened the session, or by an event that this client has heard since. Otherwise null.</summary>
    public string? TaskId
    {
        get => _taskId ?? NamedLater?.Invoke();
        internal init => _taskId = value;
    }

    /// <summary>Tells the first task's id if an event has named it since.</summary>
    internal Func<string?>? NamedLater { get; init; }

    /// <summary>The page that the session began at.</summary>
    public Uri? StartingPoint { get; internal init; }

    /// <summary>The service that the session is at.</summary>
    public Uri? BaseUri { get; internal init; }

    /// <summary>Where the service sends live events from, as it says.</summary>
    public string? SocketUrl { get; internal init; }

    /// <summary>Where the live picture is; null if the service did not say.</summary>
    public WebRunStreaming? Streaming { get; internal init; }

    /// <summary>How long the session may idle before the service ends it.</summary>
    public TimeSpan? ExpiresIn { get; internal init; }

    /// <summary>The account's credit in USD when the session was opened.</summary>
    public decimal? Balance { get; internal init; }

    /// <summary>When the session was opened, by this machine's clock.</summary>
    public DateTimeOffset? CreatedAt { get; internal init; }

    /// <summary>The process that opened the session; null if it was opened elsewhere.</summary>
    public int? OwnerProcessId { get; internal init; }

    /// <summary>Whether that is this process, and whether it is still running.</summary>
    public WebRunSessionOwner Owner { get; internal init; }

    /// <summary>The time, by this machine's clock, by which the service has certainly ended the session by itself; null if it is unknown what the session works on.</summary>
    public DateTimeOffset? EndsBy { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(SessionId);
}

/// <summary>The state of a session. It costs money in every state except the ended ones.</summary>
public enum WebRunSessionState
{
    /// <summary>Requested; its browser is starting.</summary>
    Pending,

    /// <summary>Open.</summary>
    Active,

    /// <summary>Paused on request; still open.</summary>
    Paused,

    /// <summary>Its task was stopped; still open.</summary>
    Stopped,

    /// <summary>Its browser was lost and may come back.</summary>
    Orphaned,

    /// <summary>Ended with its task.</summary>
    Completed,

    /// <summary>Ended on request or after idling.</summary>
    Terminated,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>It may be open or may never have been opened, because no answer said which. Or it is open, and it is unknown whether it works on a task.</summary>
    Unknown,
}

/// <summary>Which process can end a session.</summary>
public enum WebRunSessionOwner
{
    /// <summary>This process has opened it.</summary>
    ThisProcess,

    /// <summary>Another running process has opened it, or a process on another machine, which cannot be checked from here.</summary>
    OtherProcess,

    /// <summary>The process that opened it has ended without ending the session.</summary>
    DeadProcess,
}

/// <summary>Where a session's live picture is.</summary>
public sealed record WebRunStreaming
{
    internal WebRunStreaming(string? webRtcUrl, string? webViewUrl, int? width, int? height) => (WebRtcUrl, WebViewUrl, Width, Height) = (webRtcUrl, webViewUrl, width, height);

    /// <summary>For WebRTC players.</summary>
    public string? WebRtcUrl { get; }

    /// <summary>For a browser.</summary>
    public string? WebViewUrl { get; }

    /// <summary>Width of the picture in pixels.</summary>
    public int? Width { get; }

    /// <summary>Height of the picture in pixels.</summary>
    public int? Height { get; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(WebViewUrl ?? WebRtcUrl);
}

namespace WebRun;

/// <summary>Where a session's live picture is.</summary>
/// <param name="WebRtcUrl">For WebRTC players.</param>
/// <param name="WebViewUrl">For a browser.</param>
/// <param name="Width">Width of the picture in pixels.</param>
/// <param name="Height">Height of the picture in pixels.</param>
public sealed record WebRunStreaming(string? WebRtcUrl, string? WebViewUrl, int? Width, int? Height)
{
    /// <inheritdoc/>
    public override string ToString() => WebViewUrl ?? WebRtcUrl ?? "";
}

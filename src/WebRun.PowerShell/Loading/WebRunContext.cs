using System;

namespace WebRun;

/// <summary>Which service the commands of this runspace talk to, and as whom.</summary>
public sealed class WebRunContext
{
    internal WebRunContext(WebRunClientOptions options, string source)
    {
        Options = options;
        Source = source;
    }

    /// <summary>The service's address.</summary>
    public Uri BaseUri => Options.BaseUri;

    /// <summary>The key, masked; null where there is none.</summary>
    public string? ApiKey => Options.ApiKey?.Masked;

    /// <summary>The shape of requests.</summary>
    public RequestGeneration Generation => Options.EffectiveGeneration;

    /// <summary>Where it comes from: <c>Connect-WebRun</c> or <c>Environment</c>.</summary>
    public string Source { get; }

    internal WebRunClientOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{ApiKey ?? "no key"} at {BaseUri}";
}

using System;

namespace WebRun;

/// <summary>The service and the key that the commands in this runspace use.</summary>
public sealed class WebRunContext
{
    internal WebRunContext(WebRunClientOptions options, string source)
    {
        Options = options;
        Source = source;
    }

    /// <summary>The service's address.</summary>
    public Uri BaseUri => Options.BaseUri;

    /// <summary>The key, masked; null if there is none.</summary>
    public string? ApiKey => Options.ApiKey?.Masked;

    /// <summary>The form of the requests.</summary>
    public RequestGeneration Generation => Options.EffectiveGeneration;

    /// <summary>Where it comes from: <c>Connect-WebRun</c> or <c>Environment</c>.</summary>
    public string Source { get; }

    internal WebRunClientOptions Options { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{ApiKey ?? "no key"} at {BaseUri}";
}

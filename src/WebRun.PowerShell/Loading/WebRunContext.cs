using System;

namespace WebRun;

/// <summary>The service and the key that the commands in this runspace use.</summary>
public sealed class WebRunContext
{
    private readonly Lazy<WebRunClient> _client;

    internal WebRunContext(WebRunClientOptions options, string source)
    {
        Options = options;
        Source = source;
        _client = new Lazy<WebRunClient>(() => new WebRunClient(options));
    }

    /// <summary>The service's address.</summary>
    public Uri BaseUri => Options.BaseUri;

    /// <summary>The key, masked; null if there is none.</summary>
    public string? ApiKey => Options.ApiKey?.Masked;

    /// <summary>The form of the requests.</summary>
    public RequestGeneration Generation => Options.EffectiveGeneration;

    /// <summary>What all tasks of a day may cost in USD; null for no limit.</summary>
    public decimal? DailyLimit => Options.DailyLimit;

    /// <summary>Where it comes from: <c>Connect-WebRun</c> or <c>Environment</c>.</summary>
    public string Source { get; }

    internal WebRunClientOptions Options { get; }

    /// <summary>The client of this context, created with the first command. Its connections, limits and live links stay from one command to the next.</summary>
    internal WebRunClient Client => _client.Value;

    /// <summary>True for the same service, key, limit and state.</summary>
    internal bool IsFor(WebRunClientOptions options) =>
        options.BaseUri == Options.BaseUri && options.StatePath == Options.StatePath && options.DailyLimit == Options.DailyLimit && options.ApiKey?.Reveal() == Options.ApiKey?.Reveal();

    /// <inheritdoc/>
    public override string ToString() => $"{ApiKey ?? "no key"} at {BaseUri}";
}

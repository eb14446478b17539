using System;
using System.Net.Http;
using WebRun.Models;

namespace WebRun;

/// <summary>The service and the key that the client uses.</summary>
public sealed record WebRunClientOptions
{
    private readonly Uri _baseUri = ServiceAddress.Default;
    private readonly TimeSpan _rateWindow = TimeSpan.FromSeconds(60);

    /// <summary>The account's key; null if the client only polls.</summary>
    public ApiKey? ApiKey { get; init; }

    /// <summary>The service's address: https, or http on this machine. By default the service itself.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.UnsafeAddress"/>: neither https nor on this machine.</exception>
    public Uri BaseUri
    {
        get => _baseUri;
        init => _baseUri = ServiceAddress.Checked(value);
    }

    /// <summary>The form of the requests; null chooses it by the key's prefix.</summary>
    public RequestGeneration? Generation { get; init; }

    /// <summary>The folder for data that outlives this process, such as the notes of open sessions; null for none.</summary>
    public string? StatePath { get; init; }

    /// <summary>What a user sets to choose <see cref="StatePath"/>, for messages.</summary>
    internal string StatePathSetting { get; init; } = nameof(StatePath);

    /// <summary>The window of the service's rate limit; 60 s, as it is documented.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 1 ms and a day.</exception>
    internal TimeSpan RateWindow
    {
        get => _rateWindow;
        init => _rateWindow = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The window must be between 1 ms and one day.");
    }

    /// <summary>What tasks may cost in a day of this machine's calendar in USD, more than 0, over all processes of this user that share <see cref="StatePath"/>, the service and the key; null for no limit.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not more than 0.</exception>
    public decimal? DailyLimit
    {
        get;
        init => field = value is null or > 0 ? value : throw new WebRunException(WebRunErrorId.InvalidParameter, "The day's limit has to be more than 0.");
    }

    /// <summary>What each request says of the program that sends it, without a version: that is the client's. One word.</summary>
    public string ProductName { get; init; } = "WebRun.Client";

    /// <summary>The clock of every wait.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What sends the requests; null for the client's own connections.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>A custom handler answers requests, but has no live events.</summary>
    internal bool HasLiveEvents => Handler is null;

    /// <summary>The form in use: the chosen one, or the one that belongs to the key.</summary>
    internal RequestGeneration EffectiveGeneration =>
        Generation ?? (ApiKey is null or { Prefix: "enig_" } ? RequestGeneration.One : RequestGeneration.Two);
}

/// <summary>The two shapes of request that the service's documentation knows.</summary>
public enum RequestGeneration
{
    /// <summary>Keys that begin with <c>enig_</c>: <c>taskDetails</c> and <c>initialTask</c>.</summary>
    One = 1,

    /// <summary>Keys that begin with <c>wr_</c>, and any other: an object <c>task</c> with a <c>prompt</c>.</summary>
    Two = 2,
}

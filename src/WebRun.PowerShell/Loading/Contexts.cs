using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using System.Security;

namespace WebRun.PowerShell.Loading;

/// <summary>The context of each runspace: what Connect-WebRun set, otherwise the environment variables.</summary>
internal static class Contexts
{
    private const string KeyVariable = "WEBRUN_API_KEY";
    private const string AddressVariable = "WEBRUN_BASE_URL";
    private const string LimitVariable = "WEBRUN_DAILY_LIMIT";
    private const string Product = "WebRun.PowerShell";
    private static readonly ConditionalWeakTable<Runspace, WebRunContext> Connected = new();
    private static readonly ConcurrentDictionary<Guid, WeakReference<Runspace>> Runspaces = new();
    private static WebRunContext? s_environment;

    /// <summary>The context of the calling pipeline's runspace.</summary>
    /// <exception cref="WebRunException">An environment variable does not contain a valid key or a safe address.</exception>
    public static WebRunContext Current =>
        Connected.TryGetValue(Runspace.DefaultRunspace, out var context)
            ? context
            : OfEnvironment();

    /// <summary>Creates a context from what was given and, for the rest, from the environment variables, and keeps it for this runspace.</summary>
    /// <exception cref="WebRunException">The key is missing, or one of them cannot be used; the context then stays unchanged.</exception>
    public static WebRunContext Connect(SecureString? key, Uri? baseUri, RequestGeneration? generation, decimal? dailyLimit)
    {
        var options = Options(key is null ? KeyOfEnvironment() : new ApiKey(key), baseUri ?? AddressOfEnvironment(), dailyLimit ?? LimitOfEnvironment()) with { Generation = generation };
        if (options.ApiKey is null)
        {
            throw ApiKeyMissing();
        }

        return Connect(new WebRunContext(options, "Connect-WebRun"));
    }

    /// <summary>Uses a context in this runspace too.</summary>
    public static WebRunContext Connect(WebRunContext context)
    {
        Disconnect();
        Connected.Add(Runspace.DefaultRunspace, context);
        foreach (var closed in Runspaces.Keys.Except(OpenRunspaces))
        {
            Runspaces.TryRemove(closed, out _);
        }

        Runspaces[Runspace.DefaultRunspace.InstanceId] = new(Runspace.DefaultRunspace);
        return context;
    }

    /// <summary>The error of a command that needs a key and has none.</summary>
    public static WebRunException ApiKeyMissing() => new(
        WebRunErrorId.ApiKeyMissing,
        "The WebRun API key is missing. Run Connect-WebRun with -ApiKey, pipe the key in as a SecureString from your vault (Get-Secret WebRun | Connect-WebRun), or set the environment variable WEBRUN_API_KEY."
        + (OpenRunspaces.Any() ? " Another runspace of this process is connected: take its context there, $context = Get-WebRunContext, and use it here, $using:context | Connect-WebRun." : ""));

    /// <summary>Forgets what Connect-WebRun set in this runspace.</summary>
    public static void Disconnect()
    {
        Connected.Remove(Runspace.DefaultRunspace);
        Runspaces.TryRemove(Runspace.DefaultRunspace.InstanceId, out _);
    }

    /// <summary>The runspaces that are connected and have not been closed.</summary>
    private static IEnumerable<Guid> OpenRunspaces =>
        Runspaces.Where(known => known.Value.TryGetTarget(out var runspace) && runspace.RunspaceStateInfo.State is RunspaceState.Opened).Select(known => known.Key);

    /// <summary>The context from the environment variables: the same one as long as they stay the same, so that its client's connections are reused.</summary>
    private static WebRunContext OfEnvironment()
    {
        var options = Options(KeyOfEnvironment(), AddressOfEnvironment(), LimitOfEnvironment());
        lock (Connected)
        {
            return s_environment = s_environment?.IsFor(options) == true ? s_environment : new WebRunContext(options, "Environment");
        }
    }

    private static WebRunClientOptions Options(ApiKey? key, Uri baseUri, decimal? dailyLimit) => new()
    {
        ApiKey = key,
        BaseUri = baseUri,
        DailyLimit = dailyLimit,
        StatePath = StateFolder.Path,
        StatePathSetting = StateFolder.Setting,
        ProductName = Product,
    };

    private static ApiKey? KeyOfEnvironment() =>
        Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key
            ? Named(KeyVariable, () => new ApiKey(key))
            : null;

    private static Uri AddressOfEnvironment() =>
        Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address
            ? Named(AddressVariable, () => new WebRunClientOptions { BaseUri = AddressIn(address) }.BaseUri)
            : new WebRunClientOptions().BaseUri;

    // Read alike in every culture, because one setting is for all processes.
    private static decimal? LimitOfEnvironment() =>
        Environment.GetEnvironmentVariable(LimitVariable) is { Length: > 0 } limit
            ? Named(LimitVariable, () => decimal.TryParse(limit, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var amount) && amount > 0
                ? amount
                : throw new WebRunException(WebRunErrorId.InvalidParameter, "Set it to an amount in USD, more than 0 and with a point, such as 20 or 0.5."))
            : null;

    private static Uri AddressIn(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? address
            : throw new WebRunException(WebRunErrorId.UnsafeAddress, "Set it to a full address, such as https://connect.webrun.ai.");

    private static T Named<T>(string variable, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (WebRunException e)
        {
            throw new WebRunException(e.Id, $"The environment variable {variable} cannot be used. {e.Message}", e);
        }
    }
}

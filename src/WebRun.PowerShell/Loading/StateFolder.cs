using System;
using System.IO;

namespace WebRun.PowerShell.Loading;

/// <summary>The folder with the ledger of this user's open sessions: the platform's folder for state, or the one in WEBRUN_STATE_PATH.</summary>
internal static class StateFolder
{
    /// <summary>What a user sets to choose the folder.</summary>
    public const string Setting = $"the environment variable {Variable}";

    private const string Variable = "WEBRUN_STATE_PATH";

    /// <summary>The folder, which does not have to exist; null for a user without a home folder.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: the variable is not a path.</exception>
    public static string? Path => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? Full(named) : OfPlatform;

#if NETSTANDARD2_0
    private static string? OfPlatform => OfWindows;
#else
    private static string? OfPlatform =>
        OperatingSystem.IsWindows() ? OfWindows
        : OperatingSystem.IsMacOS() ? Below(Home, "Library", "Application Support", "WebRun")
        : Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? Below(state, "webrun")
        : Below(Home, ".local", "state", "webrun");

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
#endif

    private static string? OfWindows => Below(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "WebRun");

    private static string Full(string path)
    {
        try
        {
            return System.IO.Path.GetFullPath(path);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"The environment variable {Variable} is not a path: '{path}'.", e);
        }
    }

    private static string? Below(string folder, params string[] names) =>
        folder.Length == 0 ? null : System.IO.Path.Combine([folder, .. names]);
}

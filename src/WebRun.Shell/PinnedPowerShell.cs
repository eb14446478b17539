using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Reflection;

namespace WebRun.Shell;

/// <summary>The PowerShell that the tool manifest of the repository pins, whatever pwsh may be on the PATH.</summary>
internal static class PinnedPowerShell
{
    /// <summary>Its version, from <c>.config/dotnet-tools.json</c>.</summary>
    public static string Version { get; } = FromBuild("PowerShellVersion");

    /// <summary>Where the build restored its <c>pwsh.dll</c>; the modules that ship with PowerShell are beside it.</summary>
    public static string Path { get; } = FromBuild("PowerShellPath");

    /// <summary>The message if it is missing.</summary>
    public static string IsMissing => $"PowerShell {Version} is missing: run `dotnet restore` at the top of the repository, where the package registry can be reached.";

    /// <summary>What starts it.</summary>
    /// <param name="arguments">The arguments for pwsh, as they are.</param>
    public static ProcessStartInfo StartInfo(params IEnumerable<string> arguments) => new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path, .. arguments])
    {
        UseShellExecute = false,
        Environment = { ["POWERSHELL_TELEMETRY_OPTOUT"] = "1", ["POWERSHELL_UPDATECHECK"] = "Off" },
    };

    /// <summary>What the build noted in this assembly under a name.</summary>
    public static string FromBuild(string key) =>
        typeof(PinnedPowerShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}

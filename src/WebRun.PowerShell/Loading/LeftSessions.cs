using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Loading;

/// <summary>Warns on import about sessions that ended processes left open.</summary>
internal static class LeftSessions
{
    // Without Write-Warning, as in a bare engine, the engine's own method does the same; restricted language modes do not allow that.
    private const string Warn = """
        param($Text)
        if (Get-Command Write-Warning -ErrorAction Ignore) { Write-Warning $Text } else { & { [CmdletBinding()] param() $PSCmdlet.WriteWarning($Text) } }
        """;

    // Looking at more would be felt at each import.
    private const int Most = 200;
    private static readonly HashSet<string> Told = [];

    /// <summary>Warns about the ones that this process has not warned about yet.</summary>
    public static void Report()
    {
        try
        {
            // Most imports end here, without loading the client.
            if (StateFolder.Path is { } state && Path.Combine(state, "sessions") is var folder && Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any())
            {
                foreach (var (count, address) in NewOnes(state))
                {
                    ScriptBlock.Create(Warn).Invoke(Text(count, address));
                }
            }
        }
#pragma warning disable CA1031 // Whatever is in that folder, or a preference that turns warnings into errors: users need the module to end sessions with.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }

    private static List<(int Count, string? Address)> NewOnes(string state)
    {
        var service = new WebRunClientOptions().BaseUri;
        lock (Told)
        {
            return [.. WebRunClient.GetLeftSessions(state, Most)
                .Where(session => Told.Add(session.SessionId ?? FormattableString.Invariant($"{session.CreatedAt:O}")))
                .GroupBy(session => session.BaseUri)
                .Select(group => (group.Count(), group.Key == service ? null : group.Key?.AbsoluteUri))];
        }
    }

    private static string Text(int count, string? address) =>
        (count == 1 ? "A session may still be open and cost money, because its process ended without closing it" : $"{count}{(count == Most ? " or more" : "")} sessions may still be open and cost money, because their processes ended without closing them")
        + (address is null ? ". " : $" (at {address}). Run Connect-WebRun -BaseUri {address}, then ")
        + "Stop-WebRunSession -All ends them; Get-WebRunSession -OwnerDead lists them.";
}

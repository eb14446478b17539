using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Warns on import of sessions that processes which have ended left open.</summary>
internal static class LeftSessions
{
    // Where there is no Write-Warning, as in a bare engine, the engine's own method does the same; restricted languages do not allow that.
    private const string Warn = """
        param($Text)
        if (Get-Command Write-Warning -ErrorAction Ignore) { Write-Warning $Text } else { & { [CmdletBinding()] param() $PSCmdlet.WriteWarning($Text) } }
        """;

    private static readonly HashSet<string> Told = [];

    /// <summary>Warns of those that this process has not warned of.</summary>
    public static void Report()
    {
        // Most imports end here, without loading the client.
        var folder = StateFolder.Path is { } state ? Path.Combine(state, "sessions") : null;
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any() && NewOnes() is > 0 and var count)
        {
            ScriptBlock.Create(Warn).Invoke(
                count == 1
                    ? "A session may still be open, and cost money, that a process which has ended left behind. Stop-WebRunSession -All ends it, Get-WebRunSession -OwnerDead shows it."
                    : $"{count} sessions may still be open, and cost money, that processes which have ended left behind. Stop-WebRunSession -All ends them, Get-WebRunSession -OwnerDead lists them.");
        }
    }

    private static int NewOnes()
    {
        try
        {
            var left = new WebRunClient(Contexts.Current.Options).GetSessions().Where(session => session.Owner == WebRunSessionOwner.DeadProcess);
            lock (Told)
            {
                return left.Count(session => Told.Add(session.SessionId ?? FormattableString.Invariant($"{session.CreatedAt:O}")));
            }
        }
        catch (WebRunException)
        {
            // What is wrong with the environment's key or address, the first command says.
            return 0;
        }
    }
}

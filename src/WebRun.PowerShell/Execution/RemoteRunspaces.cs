using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Threading;

namespace WebRun.PowerShell.Execution;

/// <summary>The runspaces of jobs of <c>Start-Job</c> and of remote connections. PowerShell kills their process right after them, so sessions that end with the process have to end before.</summary>
internal static class RemoteRunspaces
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly HashSet<Runspace> Open = [];
    private static readonly Lazy<bool> IsServer = new(() =>
        Environment.GetCommandLineArgs().Any(argument => argument.TrimStart('-').ToUpperInvariant() is "S" or "SERVERMODE" or "SSHS" or "SSHSERVERMODE")
        || Path.GetFileNameWithoutExtension(Environment.GetCommandLineArgs()[0]).Equals("wsmprovhost", StringComparison.OrdinalIgnoreCase));

    /// <summary>Lets the last of these runspaces end the sessions of its process before it has closed. Other runspaces do nothing: their sessions belong to the process, which lives on.</summary>
    public static void Watch(PSHost host)
    {
        lock (Open)
        {
            if (IsRemote(host) && Open.Add(Runspace.DefaultRunspace))
            {
                Runspace.DefaultRunspace.StateChanged += OnStateChanged;
            }
        }
    }

    /// <summary>Holds a stopping pipeline of such a runspace until its work has ended, and the sessions with it, but for a minute or two at most.</summary>
    public static void WaitFor(PSHost host, CountdownEvent work)
    {
        if (IsRemote(host))
        {
            // The pipeline thread has to stay here: when it returns, PowerShell kills the process.
            work.Signal();
            _ = work.Wait(Patience) && WebRunClient.WhenSessionsEndedAsync().Wait(Patience);
        }
    }

    // A visitor of a user's own process (Enter-PSHostProcess) has such a host, too, but the process is not there for the visitor.
    private static bool IsRemote(PSHost host) => host.Name == "ServerRemoteHost" && IsServer.Value;

    private static void OnStateChanged(object? sender, RunspaceStateEventArgs change)
    {
        if (change.RunspaceStateInfo.State is not (RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken))
        {
            return;
        }

        bool isLast;
        lock (Open)
        {
            isLast = Open.Remove((Runspace)sender!) && Open.Count == 0;
        }

        if (isLast)
        {
            WebRunClient.EndSessionsOfProcess();
        }
    }
}

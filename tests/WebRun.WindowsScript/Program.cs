using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using WebRun.Emulator;

namespace WebRun.WindowsScript;

/// <summary>Runs a script in PowerShell's engine: <c>WebRun.WindowsScript script.ps1 [argument …]</c>. PowerShell's own program needs a console that Wine does not have.</summary>
internal static class Program
{
    /// <summary>Runs the script.</summary>
    /// <returns>0; 1 if it has reported an error.</returns>
    private static int Main(string[] arguments)
    {
        // The script starts it by its type.
        _ = typeof(WebRunEmulator).Assembly;
        using var shell = System.Management.Automation.PowerShell.Create(InitialSessionState.CreateDefault());
        shell.AddCommand(Path.GetFullPath(arguments[0], AppContext.BaseDirectory));
        Array.ForEach(arguments[1..], argument => shell.AddArgument(argument));
        shell.Streams.Error.DataAdded += (_, added) => Console.Error.WriteLine(shell.Streams.Error[added.Index]);
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, added) => Console.Out.WriteLine(output[added.Index]);
        try
        {
            shell.Invoke<PSObject, PSObject>(input: null, output, settings: null);
        }
        catch (RuntimeException e)
        {
            Console.Error.WriteLine($"{e.ErrorRecord}\n{e.ErrorRecord.ScriptStackTrace}");
            return 1;
        }

        return shell.HadErrors ? 1 : 0;
    }
}

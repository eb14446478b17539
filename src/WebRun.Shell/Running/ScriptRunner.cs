using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Shell.Hosting;

namespace WebRun.Shell.Running;

/// <summary>Runs a script to its end and tells the exit code that pwsh would end with.</summary>
internal sealed class ScriptRunner(ShellEngine engine, ShellHost host)
{
    /// <summary>Runs text.</summary>
    public async Task<int> RunTextAsync(string text)
    {
        var outcome = await engine.RunAsync(new PSCommand().AddScript(text));
        return host.ExitCode ?? ExitCodes.Of(outcome);
    }

    /// <summary>Runs a script file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="arguments">Its arguments, as they came on the command line.</param>
    public Task<int> RunFileAsync(string path, IReadOnlyList<string> arguments)
    {
        var call = string.Join(' ', arguments.Select(ScriptArgument.ToScript).Prepend(ScriptArgument.Quote(Path.GetFullPath(path))));

        // `exit` in a file ends only the file; its code must not be taken for that of a program which the file ran.
        return RunTextAsync($"$global:LASTEXITCODE = 0; . {call}; if (-not $?) {{ exit $LASTEXITCODE ? $LASTEXITCODE : 1 }}");
    }
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Shell;

namespace WebRun.PowerShell.Tests;

/// <summary>Files of tests/Pester in a process of their own: the pinned PowerShell with the pinned Pester.</summary>
internal static class PesterRun
{
    /// <summary>Runs files over a module, and tells what came of each test. A run that cannot tell has one outcome, which failed.</summary>
    public static async Task<IReadOnlyList<PesterOutcome>> OfAsync(IReadOnlyList<string> files, string manifest)
    {
        var first = Path.GetFileName(files[0]);
        var results = Path.Combine(TestState.Folder, $"{first}.json");
        var (exitCode, said) = await RunAsync(files, manifest, results);
        var outcomes = File.Exists(results) ? JsonSerializer.Deserialize<List<PesterOutcome>>(await File.ReadAllTextAsync(results))! : [];
        var hasFailed = outcomes.Any(outcome => outcome.Result == "Failed");
        return outcomes.Count > 0 && hasFailed == (exitCode != 0)
            ? outcomes
            : [.. outcomes, new(first, "The run tells what came of it", "Failed", $"Exit code {exitCode}.\n{said}")];
    }

    private static async Task<(int? ExitCode, string Said)> RunAsync(IReadOnlyList<string> files, string manifest, string results)
    {
        var start = PinnedPowerShell.StartInfo(
            "-NoProfile", "-NonInteractive", "-Command",
            $"& '{Path.Combine(Engine.Repository, "tests", "Pester", "Run.ps1")}' -Path {string.Join(", ", files.Select(file => $"'{file}'"))} -Pester '{PinnedPowerShell.FromBuild("PesterPath")}' -ResultPath '{results}'");
        start.WorkingDirectory = Engine.Repository;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["WEBRUN_MODULE"] = manifest;
        start.Environment["WEBRUN_STATE_PATH"] = Path.Combine(TestState.Folder, Path.GetFileName(files[0]));

        // These processes are short: measuring what they run, so as to compile it better, takes longer than it saves.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var name in new[] { "WEBRUN_API_KEY", "WEBRUN_BASE_URL", "WEBRUN_EMULATOR", "PSModulePath" })
        {
            start.Environment.Remove(name);
        }

        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var said = new StringBuilder();
        shell.OutputDataReceived += (_, line) => Hear(line.Data);
        shell.ErrorDataReceived += (_, line) => Hear(line.Data);
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
        for (var heard = -1; ;)
        {
            try
            {
                await shell.WaitForExitAsync(CancellationToken.None).WaitAsync(Child.Patience);
                return (shell.ExitCode, Heard());
            }
            catch (TimeoutException) when (Heard().Length > heard)
            {
                // It is slow, but goes on.
                heard = Heard().Length;
            }
            catch (TimeoutException)
            {
                shell.Kill(entireProcessTree: true);
                return (null, $"Nothing was heard of it for {Child.Patience}.\n{Heard()}");
            }
        }

        void Hear(string? line)
        {
            lock (said)
            {
                said.AppendLine(line);
            }
        }

        string Heard()
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }
}

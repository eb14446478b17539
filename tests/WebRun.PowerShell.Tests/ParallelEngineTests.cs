using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>PowerShell's own engines for work at the same time, in the real shell: jobs in a process, jobs in a thread, and parallel runspaces.</summary>
/// <remarks>Runspaces find the commands by name, also where several of them are the first that look for one.</remarks>
public class ParallelEngineTests
{
    [Fact]
    public async Task Results_of_all_engines_carry_their_cost_and_a_stopped_thread_job_ends_its_session()
    {
        await using var emulator = await StartAsync(TimeSpan.FromMilliseconds(200));
        await using var shell = RealShell.Start(
            emulator,
            """
            $results = @(
                Start-Job { 'process 1 [[cost=0.1]]', 'process 2 [[cost=0.02]]' | Invoke-WebRunTask } | Receive-Job -Wait -AutoRemoveJob
                Start-ThreadJob { 'thread 1 [[cost=0.003]]', 'thread 2 [[cost=0.0004]]' | Invoke-WebRunTask } | Receive-Job -Wait -AutoRemoveJob
                '1 [[cost=0.00005]]', '2 [[cost=0.000006]]' | ForEach-Object -Parallel { Invoke-WebRunTask "runspace $_" }
            )
            $cost = $results | Measure-WebRunCost
            "$($cost.Count) tasks, $($cost.Completed) completed, `$$($cost.Cost), $($cost.TotalTokens) tokens"

            $job = Start-ThreadJob { Invoke-WebRunTask 'long [[duration=5m]]' }
            while ((Invoke-RestMethod "${env:WEBRUN_BASE_URL}emulator/books").startedTasks -lt 7) { Start-Sleep -Milliseconds 20 }
            $job | Stop-Job
            $job.State
            while ($true) { Start-Sleep -Seconds 1 }
            """);

        await shell.UntilAsync(() => shell.Output.Count == 2);

        // The process goes on: it is not its end that ends the session.
        await shell.UntilAsync(() => emulator.Recorder.OpenSessions == 0);
        var ended = emulator.Recorder.Tasks.Where(task => task.State == TaskState.Completed).Select(task => task.Usage).ToList();
        var tokens = ended.Sum(usage => usage.PromptTokens + usage.CompletionTokens);
        Assert.Equal([], shell.Errors);
        Assert.Equal([FormattableString.Invariant($"6 tasks, 6 completed, $0.123456, {tokens} tokens"), "Stopped"], shell.Output);
        Assert.Equal((6, 0.123456m), (ended.Count, ended.Sum(usage => usage.Cost)));
        Assert.Equal((7, "terminated"), (emulator.Recorder.StartedTasks, emulator.Recorder.Sessions[^1].EndReason));
    }

    [Theory]
    [InlineData("1..3 | ForEach-Object -Parallel { Invoke-WebRunTask \"$_ [[duration=5m]]\" }")]
    [InlineData("1..3 | ForEach-Object { Start-ThreadJob { Invoke-WebRunTask 'x [[duration=5m]]' } } | Receive-Job -Wait")]
    public async Task Ctrl_C_while_tasks_run_leaves_no_session_open(string script)
    {
        // A request that is in flight has not named its session yet.
        await using var emulator = await StartAsync(TimeSpan.FromSeconds(2));
        await using var shell = RealShell.Start(emulator, script, hearsInterrupt: true);
        await shell.UntilAsync(() => emulator.Recorder.StartedTasks == 3);

        await Signals.SendAsync("INT", shell.Id);

        await shell.ExitAsync();
        Assert.Equal((3, 0), (emulator.Recorder.StartedTasks, emulator.Recorder.OpenSessions));
        Assert.All(emulator.Recorder.Sessions, session => Assert.Equal("terminated", session.EndReason));
    }

    [Fact]
    public async Task After_an_install_runspaces_that_look_for_a_command_at_once_all_find_it()
    {
        await using var emulator = await StartAsync(TimeSpan.FromSeconds(50));
        using var modules = new TemporaryFolder();
        var module = Path.GetDirectoryName(Engine.Manifest)!;
        foreach (var file in Directory.GetFiles(module, "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(modules.Path, "WebRun.PowerShell", Path.GetRelativePath(module, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }

        var start = ExitTests.StartInfo(emulator, "");
        start.ArgumentList[^1] = "1..3 | ForEach-Object -Parallel { (Invoke-WebRunTask \"task $_\").Status }";
        start.Environment["PSModulePath"] = modules.Path;
        start.RedirectStandardOutput = true;
        using var shell = Process.Start(start)!;

        Assert.Equal(["Completed", "Completed", "Completed"], (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static Task<WebRunEmulator> StartAsync(TimeSpan inlineWindow) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = inlineWindow, DefaultTaskDuration = TimeSpan.FromMilliseconds(20) });
}

using System;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Jobs of <c>Start-Job</c>, whose process PowerShell kills as soon as their runspace has closed: their sessions have ended before.</summary>
public class JobProcessTests
{
    private const string Running = "while ((Invoke-RestMethod \"${env:WEBRUN_BASE_URL}emulator/books\").startedTasks -lt 1) { Start-Sleep -Milliseconds 20 }";

    private const string Stopped = "$job = Start-Job { Invoke-WebRunTask 'x [[duration=5m]]' }; " + Running + "; $job | Stop-Job; $job | Remove-Job -Force";
    private const string Removed = "$job = Start-Job { Invoke-WebRunTask 'x [[duration=5m]]' }; " + Running + "; $job | Remove-Job -Force";
    private const string RemovedWithSession = "$job = Start-Job { $s = New-WebRunSession; $s | Send-WebRunTask 'x [[duration=5m]]'; Start-Sleep 600 }; " + Running + "; $job | Remove-Job -Force";
    private const string Ended = "Start-Job { New-WebRunSession; New-WebRunSession 'x [[duration=5m]]' } | Receive-Job -Wait -AutoRemoveJob | Out-Null";

    /// <summary>In a small run one that is stopped, and one that ends by itself.</summary>
    public static TheoryData<string, int> Ends { get; } = TestSize.Of(
        new TheoryData<string, int> { { Stopped, 1 }, { Ended, 2 } },
        new TheoryData<string, int> { { Stopped, 1 }, { Ended, 2 }, { Removed, 1 }, { RemovedWithSession, 1 } });

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Session_of_a_job_ends_with_the_job(string script, int sessions)
    {
        await using var emulator = await StartAsync();
        await using var shell = RealShell.Start(emulator, script + "\n'done'\nwhile ($true) { Start-Sleep -Seconds 1 }");

        await shell.UntilAsync(() => shell.Output.Contains("done"));

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.Equal(Enumerable.Repeat("terminated", sessions), emulator.Recorder.Sessions.Select(session => session.EndReason));
    }

    [Fact]
    public async Task Session_that_is_kept_alive_outlives_its_job()
    {
        await using var emulator = await StartAsync();
        await using var shell = RealShell.Start(emulator, "Start-Job { New-WebRunSession -KeepAlive } | Receive-Job -Wait -AutoRemoveJob | Out-Null\n'done'\nwhile ($true) { Start-Sleep -Seconds 1 }");

        await shell.UntilAsync(() => shell.Output.Contains("done"));

        Assert.Equal(1, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Objects_of_a_job_are_those_of_the_module()
    {
        const string Work = "$t = Invoke-WebRunTask 'x [[duration=1ms; result={\"a\":[1,2]}; cost=0.0124; files=a.txt]]' -OutputSchema @{ a = 'int[]' }; $t; $t | Measure-WebRunCost; $e = New-WebRunEnvironment e; $e; New-WebRunTrigger n x -EnvironmentId $e -Every 1d; Test-WebRunService; $t.Files";
        await using var emulator = await StartAsync();
        await using var shell = RealShell.Start(emulator, $"$all = Start-Job {{ {Work} }} | Receive-Job -Wait -AutoRemoveJob\n$all | ForEach-Object GetType | ForEach-Object FullName\n$t = $all | Where-Object {{ $_.Status -eq 'Completed' -and $_.TaskId }}\n\"$($t.SubmittedAt.ToUniversalTime().Offset) $($t.Output.a) $($t.Usage.Cost) $($t.Files)\"\n$t | Get-WebRunTask | ForEach-Object Status\n'done'\nwhile ($true) {{ Start-Sleep -Seconds 1 }}");

        await shell.UntilAsync(() => shell.Output.Contains("done"));

        Assert.Equal(
            ["WebRun.WebRunTask", "WebRun.WebRunCost", "WebRun.WebRunEnvironment", "WebRun.WebRunTrigger", "WebRun.WebRunHealth", "WebRun.WebRunFile", "00:00:00 1 2 0.0124 a.txt", "Completed", "done"],
            shell.Output);
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(50), DefaultTaskDuration = TimeSpan.FromMilliseconds(20) });
}

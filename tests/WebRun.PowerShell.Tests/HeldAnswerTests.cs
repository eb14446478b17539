using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What works while the service holds back the answer to the request that sends a task, for 50 s: everything.</summary>
public class HeldAnswerTests
{
    [Theory]
    [InlineData("Invoke-WebRunTask 'x [[duration=5m; cost=90]]'", 0)]
    [InlineData("New-WebRunSession | Send-WebRunTask 'x [[duration=5m; cost=90]]' -Wait", 1)]
    public async Task Cost_is_limited(string command, int left)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"{command} -MaxCost 0.0001 -PollInterval 1");

        Assert.Equal("BudgetExceeded", result.ErrorId);
        Assert.Equal(1, emulator.Recorder.StartedTasks);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == left && emulator.Recorder.Tasks.Single().State is TaskState.Terminated or TaskState.Stopped);
    }

    [Fact]
    public async Task Timeout_ends_the_session_by_name()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask 'x [[duration=1h]]' -Timeout 2");

        Assert.Equal("TaskTimeout", result.ErrorId);
        Assert.Contains("Its session is being terminated", result.Errors[0].ToString(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.Equal("terminated", emulator.Recorder.Sessions.Single().EndReason);
    }

    [Fact]
    public async Task Progress_shows_what_the_agent_thinks_and_what_it_has_cost()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var shell = engine.Create("Invoke-WebRunTask 'x [[duration=5m; cost=90; events=20000]]'");
        shell.BeginInvoke();

        await Eventually.HoldsAsync(() => shell.Streams.Progress.ToList().Exists(record =>
            record.CurrentOperation.Contains("step", StringComparison.Ordinal) && record.StatusDescription.Contains(" so far: ", StringComparison.Ordinal)));

        shell.Stop();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Killed_process_leaves_a_note_that_names_the_session()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var start = ExitTests.StartInfo(emulator, "Invoke-WebRunTask 'x [[duration=5m]]'");
        start.Environment["WEBRUN_STATE_PATH"] = TestState.Folder;
        using var shell = Process.Start(start)!;
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);
        shell.Kill();
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        var noted = engine.Run("Get-WebRunSession").MustSucceed();
        engine.Run("Stop-WebRunSession -All").MustSucceed();

        Assert.Equal((emulator.Recorder.Sessions.Single().SessionId, "DeadProcess"), (noted["SessionId"], noted["Owner"]));
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(50) });
}

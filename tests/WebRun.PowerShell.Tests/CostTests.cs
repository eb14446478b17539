using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What a task may cost, and what tasks have cost.</summary>
public class CostTests
{
    [Theory]
    [InlineData("Invoke-WebRunTask 'x [[duration=20s; cost=20]]' -MaxCost 0.5 -PollInterval 1", 0)]
    [InlineData("($s = New-WebRunSession) | Send-WebRunTask 'x [[duration=20s; cost=20]]' -Wait -MaxCost 0.5 -PollInterval 1", 1)]
    [InlineData("($s = New-WebRunSession) | Send-WebRunTask 'x [[duration=20s; cost=20]]' | Wait-WebRunTask -MaxCost 0.5 -PollInterval 1", 1)]
    public async Task MaxCost_stops_the_task_when_a_look_shows_more(string command, int sessionsLeft)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(command);

        Assert.Equal("BudgetExceeded", result.ErrorId);
        var cost = (decimal)PSObject.AsPSObject(result.Errors[0].TargetObject).Properties["Cost"].Value;
        Assert.InRange(cost, 0.5m, 19m);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == sessionsLeft && emulator.Recorder.Tasks.Single().EndedAt is not null);
        engine.Run("$s | Where-Object { $_ } | Stop-WebRunSession").MustSucceed();
    }

    [Theory]
    [InlineData("Invoke-WebRunTask '{0}' -MaxCost 0.05", "")]
    [InlineData("[pscustomobject]@{{ TaskDetails = '{0}'; MaxCost = '0.05' }} | Invoke-WebRunTask", "")]
    [InlineData("Invoke-WebRunTask '{0}' -MaxCost 0.05 -AsJob | Receive-Job -Wait", "")]
    [InlineData("New-WebRunSession | Send-WebRunTask '{0}' -Wait -MaxCost 0.05", "")]
    [InlineData("New-WebRunSession | Send-WebRunTask '{0}' -Wait | Wait-WebRunTask -MaxCost 0.05", "")]
    [InlineData("$t = New-WebRunSession | Send-WebRunTask '{0}'; $null = $t | Wait-WebRunTask -ErrorAction Ignore; $t | Wait-WebRunTask -MaxCost 0.05", "; fail=SOME_CODE")]
    public async Task MaxCost_that_a_task_passed_before_it_could_be_stopped_is_told(string command, string failure)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        if (!command.Contains("Wait-WebRunTask", StringComparison.Ordinal))
        {
            // Only the event of its end tells what it has cost: a poll could show that while it is still running.
            emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/task/", Count = 1000 });
        }

        var result = engine.Run(string.Format(null, command, $"dear [[duration=1ms; cost=0.0725{failure}]]"));
        engine.Run("Get-WebRunSession | Stop-WebRunSession").MustSucceed();

        Assert.Equal(failure.Length == 0 ? [] : ["TaskFailed"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal("The task 'dear' has cost $0.0725, $0.0225 more than -MaxCost allows: it ended before it could be stopped.", Assert.Single(result.Streams.Warning).Message.Replace($" [[duration=1ms; cost=0.0725{failure}]]", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MaxCost_that_is_kept_changes_nothing()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        Assert.Equal("Completed", engine.Run("Invoke-WebRunTask 'x [[duration=1ms; cost=0.02]]' -MaxCost 0.02").MustSucceed()["Status"]);
    }

    [Fact]
    public async Task Measure_sums_tasks_also_from_a_file()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var tasks = engine.Run("'a [[duration=1ms; cost=0.01]]', 'b [[duration=1ms; cost=0.02]]', 'c [[duration=1ms; fail=X; cost=0.04]]' | Invoke-WebRunTask -NoWait | ForEach-Object { $_ | Wait-WebRunTask -ErrorAction Ignore }");

        foreach (var copy in new Func<object?, object?>[] { o => o, o => PSSerializer.Deserialize(PSSerializer.Serialize(o, 2)) })
        {
            var sum = engine.Run("$input | Measure-WebRunCost", [.. tasks.Output.Select(copy)]).MustSucceed();
            Assert.Equal(("3", "2", "1", "0", "0.07", "0"), (sum["Count"], sum["Completed"], sum["Failed"], sum["Unfinished"], sum["Cost"], sum["WithoutCost"]));
            Assert.True(long.Parse(sum["TotalTokens"]!, null) > 0);
        }

        Assert.Equal("InvalidParameter", engine.Run("'no task' | Measure-WebRunCost").ErrorId);
    }

    [Fact]
    public async Task Measure_skips_the_rows_of_failed_tasks_with_a_warning()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var sum = engine.Run(
            """
            [pscustomobject]@{ Task = 'a [[duration=1ms; fail=X; cost=0.04]]' }, [pscustomobject]@{ Shop = 'b' }, [pscustomobject]@{ Shop = 'c' } | Invoke-WebRunTask -ErrorVariable failed -ErrorAction SilentlyContinue
            $ErrorActionPreference = 'Stop'
            $failed.TargetObject | Measure-WebRunCost
            """);

        Assert.Equal(("1", "0.04"), (sum["Count"], sum["Cost"]));
        Assert.Equal("2 row(s) were skipped, because they are not tasks: they have no Status.", Assert.Single(sum.Streams.Warning).Message);
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
}

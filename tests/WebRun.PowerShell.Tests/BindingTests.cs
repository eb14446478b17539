using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What comes down the pipeline, and what of it is taken.</summary>
public class BindingTests
{
    [Theory]
    [InlineData("@(New-WebRunSession; $null; New-WebRunSession)")]
    [InlineData("@{ SessionId = (New-WebRunSession).SessionId }, (New-WebRunSession).SessionId")]
    [InlineData("(New-WebRunSession), (New-WebRunSession | Send-WebRunTask 'x')")]
    public async Task Stop_takes_whatever_has_a_session(string sessions)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"$all = {sessions}; Stop-WebRunSession $all").MustSucceed();

        Assert.Equal((2, 0), (emulator.Recorder.Sessions.Count, emulator.Recorder.OpenSessions));
    }

    [Fact]
    public async Task Piping_a_session_or_a_task_into_Send_never_repeats_what_it_did()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("$s = New-WebRunSession 'one'; $t = $s | Send-WebRunTask 'two'; $s | Send-WebRunTask; $t | Send-WebRunTask; $s | Stop-WebRunSession");

        Assert.Equal(["InvalidParameter", "InvalidParameter"], result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(2, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Rows_of_a_table_bind_by_name()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(
            """
            [pscustomobject]@{ TaskDetails = 'a [[result=1]]'; StartingPoint = 'https://a.example/'; MaxDuration = '90s' },
            [pscustomobject]@{ TaskDetails = 'b [[result=2]]'; StartingPoint = ''; MaxDuration = '' },
            [pscustomobject]@{ Prompt = 'c [[result=3]]'; Url = 'https://c.example/' } | Invoke-WebRunTask -ThrottleLimit 1
            """).MustSucceed();

        Assert.Equal(["1", "2", "3"], result.Output.Select(o => o.Properties["Message"].Value));
        var bodies = emulator.Recorder.Requests.Where(r => r.Path == "/start/send-message").Select(r => r.Body).ToList();
        Assert.Contains("\"startingPoint\":\"https://a.example/\",\"maxDuration\":90000", bodies[0], StringComparison.Ordinal);
        Assert.DoesNotContain("startingPoint", bodies[1], StringComparison.Ordinal);
        Assert.Contains("https://c.example/", bodies[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_that_were_serialized_bind_by_name()
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        using var engine = new Engine(emulator);
        var made = engine.Run("$s = New-WebRunSession; $t = $s | Send-WebRunTask 'a [[result=1]]'; $s, $t").MustSucceed();
        var copies = made.Output.Select(o => (object?)PSSerializer.Deserialize(PSSerializer.Serialize(o))).ToArray();

        var waited = engine.Run("$input | Where-Object TaskId | Wait-WebRunTask", copies).MustSucceed();
        engine.Run("$input | Stop-WebRunSession", copies).MustSucceed();

        Assert.Equal(("1", "a [[result=1]]"), (waited["Message"], waited["TaskDetails"]));
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Tasks_of_a_batch_that_were_serialized_bind_to_what_comes_after()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var made = engine.Run("1..3 | ForEach-Object { [pscustomobject]@{ Task = \"t$_ [[files=1; cost=0.5]]\"; Row = $_ } } | Invoke-WebRunTask -PassThruInput").MustSucceed();
        var copies = made.Output.Select(o => (object?)PSSerializer.Deserialize(PSSerializer.Serialize(o, depth: 3))).ToArray();
        var folder = System.IO.Directory.CreateTempSubdirectory("webrun-binding-").FullName;

        Assert.Equal(["Completed", "Completed", "Completed"], engine.Run("$input | Get-WebRunTask", copies).MustSucceed().Output.Select(o => o.Properties["Status"].Value.ToString()));
        Assert.Equal("1.5", engine.Run("$input | Measure-WebRunCost", copies).MustSucceed()["Cost"]);
        Assert.Equal(3, engine.Run($"$input | Save-WebRunFile {folder} -PassThru", copies).MustSucceed().Output.Count);
        Assert.Equal(["1", "2", "3"], engine.Run("$input | ForEach-Object { $_.InputObject.Row }", copies).Output.Select(o => o.ToString()).Order(System.StringComparer.Ordinal));
        System.IO.Directory.Delete(folder, recursive: true);
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 50) => WebRunEmulator.StartAsync(new EmulatorOptions
    {
        RateLimit = 0,
        InlineWindow = TimeSpan.FromSeconds(inlineWindow),
        DefaultTaskDuration = TimeSpan.FromMilliseconds(50),
    });
}

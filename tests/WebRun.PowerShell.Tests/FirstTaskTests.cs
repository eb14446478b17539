using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A session from New-WebRunSession stands for its first task, whether or not the service names that.</summary>
public class FirstTaskTests
{
    /// <summary>The service's clock: no task ends before its test lets it.</summary>
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(ServiceForm.SessionNamesTask, "")]
    [InlineData(ServiceForm.SessionIdIsTaskId, "")]
    [InlineData(null, "")]
    [InlineData(ServiceForm.NoTaskStarted, "")]
    [InlineData(null, "-AsJob | Receive-Job -Wait")]
    public async Task Wait_takes_a_session_and_emits_its_first_task(ServiceForm? form, string how)
    {
        await using var emulator = await StartAsync(form);
        using var engine = new Engine(emulator);

        var end = EndAsync(emulator);
        var result = engine.Run($"$s = New-WebRunSession 'x [[duration=1m; result=here; cost=0.0213]]'; $s | Wait-WebRunTask {how}").MustSucceed();
        await end;

        Assert.Equal(("Completed", "here", 0.0213m), (result["Status"], result["Message"], (decimal)result.Single.Properties["Cost"].Value));
        Assert.Equal(emulator.Recorder.Tasks.Single().TaskId, result["TaskId"]);
        Assert.Equal(result["TaskId"], engine.Run("$s.TaskId; $s | Stop-WebRunSession").MustSucceed().Single.ToString());
    }

    [Fact]
    public async Task First_task_remembers_its_schema_and_ends_its_session()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var end = EndAsync(emulator);
        var result = engine.Run("New-WebRunSession 'x [[duration=1m; result={\"title\":\"a\",\"price\":2}]]' -OutputSchema @{ title = 'string'; price = 'number' } -TerminateOnCompletion | Wait-WebRunTask").MustSucceed();
        await end;

        Assert.Equal("a", ((PSObject)PSObject.AsPSObject(result.Single.Properties["Output"].Value)).Properties["title"].Value);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Session_of_the_ledger_and_one_from_a_file_stand_for_their_first_task()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var other = new Engine(emulator);
        engine.Run("$s = New-WebRunSession 'x [[duration=1m; result=here]]'").MustSucceed();
        await Eventually.HoldsAsync(() => engine.Run("$s.TaskId").Output.Single() is not null);

        await EndAsync(emulator);
        var listed = engine.Run("Get-WebRunSession | Where-Object SessionId -EQ $s.SessionId | Wait-WebRunTask").MustSucceed();
        var read = other.Run("$input | Wait-WebRunTask", PSSerializer.Deserialize(PSSerializer.Serialize(engine.Run("$s").Single))).MustSucceed();

        Assert.Equal(("here", "here"), (listed["Message"], read["Message"]));
        engine.Run("$s | Stop-WebRunSession").MustSucceed();
    }

    [Theory]
    [InlineData(ServiceForm.SessionNamesTask)]
    [InlineData(null)]
    public async Task Commands_for_a_session_are_not_bound_to_its_first_task(ServiceForm? form)
    {
        await using var emulator = await StartAsync(form);
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession 'x [[duration=1m]]'").MustSucceed();
        await Eventually.HoldsAsync(() => engine.Run("$s.TaskId").Output.Single() is not null);
        engine.Run("$job = $s | Wait-WebRunTask -AsJob").MustSucceed();
        await EndAsync(emulator);
        engine.Run("$null = $job | Receive-Job -Wait").MustSucceed();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSockets == 0);
        using var shell = engine.Create("$s | Watch-WebRunSession");
        var watching = shell.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSockets == 1);
        Assert.False(watching.IsCompleted);

        using var other = new Engine(emulator);
        other.Run($"Stop-WebRunSession {emulator.Recorder.Sessions.Single().SessionId}").MustSucceed();

        Assert.Equal("SessionEnded", shell.EndInvoke(watching)[^1].Properties["Kind"].Value.ToString());
    }

    [Fact]
    public async Task Session_without_a_first_task_says_what_to_pipe()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("$s = New-WebRunSession; $s | Wait-WebRunTask");

        Assert.Equal("InvalidParameter", result.ErrorId);
        Assert.Contains("Send-WebRunTask", result.Errors[0].ToString(), StringComparison.Ordinal);
        engine.Run("$s | Stop-WebRunSession").MustSucceed();
    }

    [Theory]
    [InlineData("Get-WebRunTask", "TaskIdUnknown", "End the session with Stop-WebRunSession.")]
    [InlineData("Wait-WebRunTask -Timeout 1s", "TaskTimeout", "Give the task more time with -Timeout.")]
    public async Task Task_that_nothing_names_is_an_error_and_no_endless_wait(string command, string id, string action)
    {
        await using var emulator = await StartAsync();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/socket.io/", Count = 1000 });
        using var engine = new Engine(emulator);

        var result = engine.Run($"$s = New-WebRunSession 'x [[duration=1h]]'; $s | {command}");

        Assert.Equal(id, result.ErrorId);
        Assert.Contains(action, result.Errors[0].ToString(), StringComparison.Ordinal);
        engine.Run("$s | Stop-WebRunSession").MustSucceed();
    }

    /// <summary>Ends the task when it can be heard.</summary>
    private async Task EndAsync(WebRunEmulator emulator)
    {
        await Eventually.HoldsAsync(() => emulator.Recorder.Sockets.Any(socket => socket.SessionId is not null));
        _clock.Advance(TimeSpan.FromMinutes(1));
    }

    private Task<WebRunEmulator> StartAsync(ServiceForm? form = null) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, TimeProvider = _clock, Forms = form is { } one ? [one] : [] });
}

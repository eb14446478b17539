using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>The time of a row of several steps.</summary>
public sealed class StepTimeTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly string _state = Directory.CreateTempSubdirectory("webrun-steps-").FullName;

    public void Dispose() => BackgroundWork.Delete(_state);

    [Theory]
    [InlineData(11, 10, 1)]
    [InlineData(11, null, 3)]
    public async Task No_step_begins_when_the_time_of_the_row_is_over_and_without_one_each_has_its_own(int seconds, int? timeout, int tasks)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromMinutes(1) });
        var client = new WebRunClient(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri, StatePath = _state, Clock = _clock });
        var request = new WebRunTaskRequest { TaskDetails = Silent("one"), Then = [Silent("two"), Silent("three")], MaxDuration = TimeSpan.FromSeconds(1) };

        // The answer is the first that is heard of a task, and has its end.
        var run = client.InvokeTaskAsync(request, new WebRunWait { Timeout = timeout is { } time ? TimeSpan.FromSeconds(time) : null, OnAccepted = _ => _clock.Advance(TimeSpan.FromSeconds(seconds)) }, cancellationToken: TestContext.Current.CancellationToken);

        var failure = await Record.ExceptionAsync(() => run) as WebRunException;
        Assert.Equal(tasks, emulator.Recorder.Tasks.Count);
        Assert.Equal(timeout is null ? null : WebRunErrorId.TaskTimeout, failure?.Id);
        Assert.Equal(tasks, (failure?.Task ?? await run).Steps.Count);
        Assert.Equal(emulator.Recorder.Tasks.Sum(task => task.Usage.Cost), (failure?.Task ?? await run).Cost);
        Assert.True(failure is null || failure.Message.StartsWith("Step 2 of 3 was not started, because the steps before it took all of the 10 s.", StringComparison.Ordinal), failure?.Message);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    private static string Silent(string text) => $"{text} [[duration=1ms; live=silent]]";
}

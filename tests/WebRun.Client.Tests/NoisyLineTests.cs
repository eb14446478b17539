using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Emulator;
using WebRun.Lifetime;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>Tasks over lines that delay, split and cut what passes, judged by the service's own books: nothing starts twice, no result is lost, and each session that stays open is in the ledger.</summary>
public class NoisyLineTests
{
    private const int AtOnce = 8;

    private static readonly Gen<int> Cut = Gen.Frequency((3, Gen.Const(int.MaxValue)), (2, Gen.Int[0, 1200]));

    private static readonly Gen<Noise> AnyNoise = Gen.Select(
        Gen.Int[0, 3],
        Gen.OneOf(1, 7, 100, 8192),
        Cut,
        Cut,
        (delay, piece, request, answer) => new Noise(TimeSpan.FromMilliseconds(piece == 1 ? 0 : delay), piece, request, answer));

    private static readonly Gen<(bool IsInline, Noise[] Noises)> Lines = Gen.Select(Gen.Bool, AnyNoise.Array[1, 6], (isInline, noises) => (isInline, noises));

    [Fact]
    public Task Whatever_the_line_does_the_books_agree() => Cases.RunAsync(Lines, TestSize.Of(small: 20, full: 200), AtOnce, PlayAsync);

    private static async Task PlayAsync((bool IsInline, Noise[] Noises) line)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions
        {
            RateLimit = 0,
            SessionLimit = 0,
            InlineWindow = line.IsInline ? TimeSpan.FromSeconds(50) : TimeSpan.Zero,
            IdleTimeout = TimeSpan.FromDays(1),
        });
        await using var proxy = new NoisyProxy(emulator.BaseUri, line.Noises);
        var state = Directory.CreateTempSubdirectory("webrun-noise-");
        var client = new WebRunClient(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = proxy.BaseUri, Clock = new HastyClock(), RateWindow = TimeSpan.FromMilliseconds(1), StatePath = state.FullName });

        var (task, error) = (default(WebRunTask), default(WebRunException));
        try
        {
            task = await client.InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = "x [[duration=20ms; result=here]]" }, new WebRunWait());
        }
        catch (WebRunException e)
        {
            error = e;
        }

        await ProcessEnd.WhenWorkIsDoneAsync(proxy.BaseUri);

        // An error is one of the line, and one that says that the task may have run where it may.
        Assert.Equal(error is null ? "here" : null, task?.Message);
        Assert.True(error is null || error.Id is WebRunErrorId.ConnectionFailed or WebRunErrorId.OutcomeUnknown or WebRunErrorId.ServiceUnavailable or WebRunErrorId.InvalidResponse, $"{error}");
        Assert.InRange(emulator.Recorder.StartedTasks, error is null ? 1 : 0, 1);
        Assert.True(emulator.Recorder.StartedTasks == 0 || error is null or { Id: WebRunErrorId.OutcomeUnknown } or { Task: not null }, $"The task has started, but the error is {error}");

        // What is open is noted; a note without an open session is one of a request that may have arrived.
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions <= client.GetSessions().Count && client.GetSessions().All(session => session.State == WebRunSessionState.Unknown));
        BackgroundWork.Delete(state.FullName);
    }
}

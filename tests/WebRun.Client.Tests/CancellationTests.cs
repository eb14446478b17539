using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Lifetime;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>Every method that a token can cancel, cancelled wherever it asks for the time, as every wait does: it ends soon, as cancelled or done, and leaves no session, no note, no half file.</summary>
public sealed class CancellationTests : IAsyncLifetime
{
    private const int AtOnce = 8;

    // Called while a task runs, or waits for an answer.
    private static readonly string[] AboutTask = ["AnswerTaskAsync", "RefuseTaskAsync", "SuspendTaskAsync", "ResumeTaskAsync", "StopTaskAsync"];

    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-cancel-").FullName;
    private WebRunEmulator _emulator = null!;
    private WebRunEnvironment _environment = null!;
    private WebRunFile _file = null!;
    private WebRunTrigger _trigger = null!;
    private WebRunTriggerRun _run = null!;

    public static TheoryData<string> Methods => [.. Calls.Keys];

    private delegate Task Call(CancellationTests test, WebRunClient client, string sessionId, CancellationToken cancellationToken);

    /// <summary>What each method is called with. Some are called in more than one way.</summary>
    private static Dictionary<string, Call> Calls { get; } = new(StringComparer.Ordinal)
    {
        ["InvokeTaskAsync"] = (_, client, _, token) => client.InvokeTaskAsync(Task("x [[duration=5ms]]"), new WebRunWait(), cancellationToken: token),
        ["InvokeTaskAsync guardrail"] = (_, client, _, token) => client.InvokeTaskAsync(Task("x [[duration=5ms; guardrail=code]]"), new WebRunWait { OnGuardrail = (_, _) => System.Threading.Tasks.Task.FromResult<string?>("4711") }, cancellationToken: token),
        ["InvokeTaskAsync no link"] = (_, client, _, token) => client.InvokeTaskAsync(Task("x [[duration=5ms; live=silent,drop-at-start]]"), new WebRunWait(), cancellationToken: token),
        ["InvokeTaskAsync steps"] = (_, client, _, token) => client.InvokeTaskAsync(Task("x [[duration=5ms]]") with { Then = ["y [[duration=5ms]]"] }, new WebRunWait(), cancellationToken: token),
        ["RunTaskAsync"] = async (_, client, _, token) => await EndAsync(client, (await client.RunTaskAsync(Task("x [[duration=1m]]"), cancellationToken: token)).SessionId),
        ["StartSessionAsync"] = async (_, client, _, token) => await EndAsync(client, (await client.StartSessionAsync(new WebRunTaskRequest(), cancellationToken: token)).SessionId),
        ["StartSessionAsync keepAlive"] = async (_, client, _, token) => await EndAsync(client, (await client.StartSessionAsync(Task("x [[duration=1m]]"), keepAlive: true, cancellationToken: token)).SessionId),
        ["SendTaskAsync"] = (_, client, session, token) => client.SendTaskAsync(session, Task("x [[duration=5ms]]"), token),
        ["WaitTaskAsync"] = async (_, client, session, token) => await client.WaitTaskAsync(await client.SendTaskAsync(session, Task("x [[duration=5ms]]"), token), new WebRunWait(), token),
        ["GetTaskAsync"] = async (test, client, session, token) => await client.GetTaskAsync(await test.SentAsync(session), token),
        ["WatchTaskAsync"] = async (test, client, session, token) => await client.WatchTaskAsync(await test.SentAsync(session), (_, _) => System.Threading.Tasks.Task.CompletedTask, token),
        ["WatchSessionAsync"] = async (test, client, session, token) =>
        {
            var watching = client.WatchSessionAsync(session, (_, _) => System.Threading.Tasks.Task.CompletedTask, token);
            await EndAsync(test.Plain(), session);
            await watching;
        },
        ["AnswerTaskAsync"] = (_, client, session, token) => client.AnswerTaskAsync(session, "4711", token),
        ["RefuseTaskAsync"] = (_, client, session, token) => client.RefuseTaskAsync(session, "no", token),
        ["SuspendTaskAsync"] = (_, client, session, token) => client.SuspendTaskAsync(session, token),
        ["ResumeTaskAsync"] = (_, client, session, token) => client.ResumeTaskAsync(session, token),
        ["StopTaskAsync"] = (_, client, session, token) => client.StopTaskAsync(session, token),
        ["TerminateSessionAsync"] = (_, client, session, token) => client.TerminateSessionAsync(session, token),
        ["TakeControlAsync"] = (_, client, session, token) => client.TakeControlAsync(session, token),
        ["ReleaseControlAsync"] = (_, client, session, token) => client.ReleaseControlAsync(session, token),
        ["ClickAsync"] = (_, client, session, token) => client.ClickAsync(session, 100, 300, cancellationToken: token),
        ["TypeAsync"] = (_, client, session, token) => client.TypeAsync(session, "text", cancellationToken: token),
        ["PressKeyAsync"] = (_, client, session, token) => client.PressKeyAsync(session, "Enter", token),
        ["CreateEnvironmentAsync"] = (_, client, _, token) => client.CreateEnvironmentAsync(Name(), cancellationToken: token),
        ["RemoveEnvironmentAsync"] = async (test, client, _, token) => await client.RemoveEnvironmentAsync((await test.Plain().CreateEnvironmentAsync(Name())).EnvironmentId!, token),
        ["GetEnvironmentsAsync"] = (_, client, _, token) => client.GetEnvironmentsAsync(token),
        ["GetEnvironmentProfilesAsync"] = (_, client, _, token) => client.GetEnvironmentProfilesAsync(token),
        ["GetFilesAsync"] = (test, client, _, token) => client.GetFilesAsync(test._environment.EnvironmentId!, token),
        ["UploadFilesAsync"] = (test, client, _, token) => test.UploadAsync(client, token),
        ["RemoveFileAsync"] = async (test, client, _, token) => await client.RemoveFileAsync(test._environment.EnvironmentId!, (await test.UploadAsync(test.Plain(), default)).FileId!, token),
        ["DownloadFileAsync"] = (test, client, _, token) => client.DownloadFileAsync(test._file, test.NewPath(), cancellationToken: token),
        ["UploadProfileAsync"] = async (test, client, _, token) =>
        {
            using var archive = WebRunUpload.Open(test.NewFile());
            await client.UploadProfileAsync(test._environment.EnvironmentId!, archive, cancellationToken: token);
        },
        ["DownloadProfileAsync"] = (test, client, _, token) => client.DownloadProfileAsync(test._environment.EnvironmentId!, test.NewPath(), cancellationToken: token),
        ["CreateTriggerAsync"] = (test, client, _, token) => client.CreateTriggerAsync(test.Trigger(), token),
        ["UpdateTriggerAsync"] = (test, client, _, token) => client.UpdateTriggerAsync(test._trigger.TriggerId!, new WebRunTriggerRequest { Description = Name() }, token),
        ["EnableTriggerAsync"] = async (test, client, _, token) => await client.EnableTriggerAsync((await test.Plain().DisableTriggerAsync((await test.Plain().CreateTriggerAsync(test.Trigger())).TriggerId!)).TriggerId!, token),
        ["DisableTriggerAsync"] = async (test, client, _, token) => await client.DisableTriggerAsync((await test.Plain().CreateTriggerAsync(test.Trigger())).TriggerId!, token),
        ["RemoveTriggerAsync"] = async (test, client, _, token) => await client.RemoveTriggerAsync((await test.Plain().CreateTriggerAsync(test.Trigger())).TriggerId!, token),
        ["StartTriggerAsync"] = (test, client, _, token) => client.StartTriggerAsync(test._trigger.TriggerId!, token),
        ["GetTriggerAsync"] = (test, client, _, token) => client.GetTriggerAsync(test._trigger.TriggerId!, token),
        ["GetTriggersAsync"] = (_, client, _, token) => client.GetTriggersAsync(token),
        ["GetTriggerRunAsync"] = (test, client, _, token) => client.GetTriggerRunAsync(test._trigger.TriggerId!, test._run.RunId!, token),
        ["GetTriggerRunsAsync"] = (test, client, _, token) => client.GetTriggerRunsAsync(test._trigger.TriggerId!, 1, token),
        ["GetAccountUsageAsync"] = (_, client, _, token) => client.GetAccountUsageAsync(token),
        ["GetHealthAsync"] = (_, client, _, token) => client.GetHealthAsync(token),
    };

    public async ValueTask InitializeAsync()
    {
        _emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, IdleTimeout = TimeSpan.FromDays(1), InlineWindow = TimeSpan.FromMilliseconds(50) });
        var client = Plain();
        _environment = await client.CreateEnvironmentAsync(Name());
        using (var archive = WebRunUpload.Open(NewFile()))
        {
            await client.UploadProfileAsync(_environment.EnvironmentId!, archive);
        }

        _file = (await client.InvokeTaskAsync(Task("x [[duration=1ms; files=a.bin:200KB]]"), new WebRunWait())).Files.Single();
        _trigger = await client.CreateTriggerAsync(Trigger());
        await client.StartTriggerAsync(_trigger.TriggerId!);
        _run = (await client.GetTriggerRunsAsync(_trigger.TriggerId!, 1)).Runs[0];
    }

    public async ValueTask DisposeAsync()
    {
        await _emulator.DisposeAsync();
        BackgroundWork.Delete(_folder);
    }

    [Fact]
    public void Every_method_is_called() => Assert.Equal(
        typeof(WebRunClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken))).Select(method => method.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        Calls.Keys.Select(name => name.Split(' ')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Cancelled_anywhere_it_ends_and_leaves_nothing(string method)
    {
        var points = await RunAsync(method, int.MaxValue);

        // They are not the same in every run; the last ones are past its end.
        var step = TestSize.Of(small: 4, full: 1);
        await Parallel.ForEachAsync(Enumerable.Range(1, points + 2).Where(at => at % step == 0), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (at, _) => await RunAsync(method, at));

        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0, method);
        Assert.DoesNotContain(Directory.GetFiles(_folder), file => file.EndsWith(".part", StringComparison.Ordinal));

        // The task that a session was opened for, and one that was sent.
        Assert.All(_emulator.Recorder.Tasks.GroupBy(task => task.SessionId), tasks => Assert.InRange(tasks.Count(), 1, 2));
    }

    /// <summary>Calls a method, and cancels it when it asks for the time for the n-th time.</summary>
    /// <returns>How often it asked.</returns>
    private async Task<int> RunAsync(string method, int at)
    {
        using var stop = new CancellationTokenSource();
        var state = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        var clock = new StoppingClock(at, stop);
        var client = Client(clock, state);
        var session = (await Plain().StartSessionAsync(AboutTask.Contains(method) ? Task("x [[duration=1m; guardrail=code]]") : new WebRunTaskRequest(), keepAlive: true)).SessionId!;

        try
        {
            await Calls[method](this, client, session, stop.Token).WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As it should be.
        }
        catch (WebRunException e)
        {
            // A session without a question, or one that the call itself has ended.
            Assert.True(method is "AnswerTaskAsync" or "RefuseTaskAsync" or "ResumeTaskAsync" or "WatchSessionAsync" or "ReleaseControlAsync" || stop.IsCancellationRequested, $"{method}, cancelled at {at}: {e}");
        }

        await EndAsync(Plain(), session);
        await Eventually.HoldsAsync(() => client.GetSessions().Count == 0, string.Create(CultureInfo.InvariantCulture, $"{method}, cancelled at {at}"));
        return clock.Asked;
    }

    private static WebRunTaskRequest Task(string text) => new() { TaskDetails = text };

    private static string Name() => Guid.NewGuid().ToString("N");

    private WebRunTriggerRequest Trigger() => new() { Name = Name(), EnvironmentId = _environment.EnvironmentId, TaskDetails = "x [[duration=1ms]]", Schedule = WebRunSchedule.Cron("0 9 * * *"), TimeZone = "UTC", DeliveryMode = WebRunDeliveryMode.Bot };

    private WebRunClient Client(TimeProvider clock, string? state) =>
        new(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = _emulator.BaseUri, Clock = clock, RateWindow = TimeSpan.FromMilliseconds(1), StatePath = state });

    private WebRunClient Plain() => Client(new HastyClock(), null);

    private async Task<WebRunTask> SentAsync(string session) => await Plain().SendTaskAsync(session, Task("x [[duration=5ms]]"));

    private static Task<bool> EndAsync(WebRunClient client, string? session) => client.TerminateSessionAsync(session!);

    private async Task<WebRunFile> UploadAsync(WebRunClient client, CancellationToken cancellationToken)
    {
        using var upload = WebRunUpload.Open(NewFile());
        return (await client.UploadFilesAsync([upload], _environment.EnvironmentId, cancellationToken: cancellationToken))[0];
    }

    private string NewPath() => Path.Combine(_folder, Name() + ".tar.gz");

    private string NewFile()
    {
        var path = NewPath();
        using var archive = new GZipStream(File.Create(path), CompressionLevel.NoCompression);
        archive.Write(new byte[100_000]);
        return path;
    }
}

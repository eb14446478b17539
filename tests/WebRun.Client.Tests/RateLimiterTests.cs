using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;
using WebRun.Storage;

namespace WebRun.Client.Tests;

/// <summary>Requests wait for the service's rate limit, together with those of all other clients and processes.</summary>
public sealed class RateLimiterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-rate-").FullName;
    private readonly TestClock _time = new();

    [Fact]
    public async Task Processes_stay_within_the_limit_together_and_use_all_of_it_but_one()
    {
        await using var emulator = await StartAsync();
        var processes = new[] { new ProcessClock(_time), new ProcessClock(_time), new ProcessClock(_time) };
        var clients = processes.Select(clock => Client(emulator, clock)).ToList();
        var begun = _time.GetUtcNow();

        var all = clients.SelectMany(client => Enumerable.Range(0, 10).Select(_ => OpenAsync(client))).ToList();
        while (all.Any(task => !task.IsCompleted))
        {
            await Eventually.HoldsAsync(() => Waiting() == all.Count(task => !task.IsCompleted) && clients.Zip(processes).All(p => p.First.RateWait is null || p.Second.IsAwaited));
            _time.Advance(clients.Select(client => client.RateWait).OfType<WebRunRateWait>().DefaultIfEmpty(new(1, TimeSpan.Zero)).Min(wait => wait!.Remaining));
        }

        await Task.WhenAll(all);
        Assert.Equal(30, emulator.Recorder.Requests.Count(r => r.Status == 200));
        Assert.Equal(30, emulator.Recorder.Requests.Count);
        Assert.InRange(_time.GetUtcNow() - begun, TimeSpan.FromSeconds(180), TimeSpan.FromSeconds(181));

        int Waiting() => clients.Sum(client => client.RateWait?.Requests ?? 0);
    }

    [Fact]
    public async Task Requests_go_in_the_order_in_which_they_came()
    {
        await using var emulator = await StartAsync(limit: 2);
        var clock = new ProcessClock(_time);
        var all = Client(emulator, clock);
        var work = new List<Task>();
        for (var i = 0; i < 5; i++)
        {
            // Each view as of another command.
            var client = all.WithLog(null);
            work.Add(client.RunTaskAsync(new WebRunTaskRequest { TaskDetails = $"number {i}" }));
            await Eventually.HoldsAsync(() => work[^1].IsCompleted || client.RateWait is not null);
        }

        for (var i = 1; i < 5; i++)
        {
            // With its answer: one that is still on its way has no time for two windows.
            await Eventually.HoldsAsync(() => emulator.Recorder.Requests.Count == i && work[i - 1].IsCompleted && clock.IsAwaited);
            _time.Advance(TimeSpan.FromSeconds(61));
        }

        await Task.WhenAll(work);
        Assert.Equal(["0", "1", "2", "3", "4"], emulator.Recorder.Requests.Select(r => r.Body.Split("number ")[1][..1]));
    }

    [Fact]
    public async Task Load_of_another_machine_is_learned()
    {
        await using var emulator = await StartAsync();
        using var other = emulator.Http();
        await FillAsync(other, 4);
        var client = Client(emulator);

        await OpenAsync(client);
        var more = Enumerable.Range(0, 6).Select(_ => OpenAsync(client)).ToList();
        await Eventually.HoldsAsync(() => more.Count(task => task.IsCompleted) == 4 && client.RateWait?.Requests == 2);

        Assert.All(emulator.Recorder.Requests, r => Assert.Equal(200, r.Status));
        Assert.Equal(9, emulator.Recorder.Requests.Count);
    }

    [Fact]
    public async Task Refusal_holds_up_all_until_the_service_takes_more()
    {
        await using var emulator = await StartAsync();
        using var other = emulator.Http();
        await FillAsync(other, 10);
        _time.Advance(TimeSpan.FromSeconds(20));
        var (one, two) = (new ProcessClock(_time), new ProcessClock(_time));
        var refused = OpenAsync(Client(emulator, one));
        await Eventually.HoldsAsync(() => one.IsAwaited);

        var client = Client(emulator, two);
        var waiting = OpenAsync(client);
        await Eventually.HoldsAsync(() => two.IsAwaited);
        Assert.Equal(TimeSpan.FromSeconds(40), client.RateWait!.Remaining);
        _time.Advance(TimeSpan.FromSeconds(40));

        await Task.WhenAll(refused, waiting);
        Assert.Equal(1, emulator.Recorder.Requests.Count(r => r.Status == 429));
    }

    [Fact]
    public async Task End_of_a_session_goes_at_once_when_all_others_wait()
    {
        await using var emulator = await StartAsync();
        var client = Client(emulator);
        var sessions = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => OpenAsync(client)));
        using var cancellationToken = new CancellationTokenSource();
        var waiting = OpenAsync(client, cancellationToken.Token);
        await Eventually.HoldsAsync(() => client.RateWait is not null);

        Assert.True(await client.TerminateSessionAsync(sessions[0].SessionId!, TestContext.Current.CancellationToken));

        Assert.Equal(("/start/send-message", 200), (emulator.Recorder.Requests[^1].Path, emulator.Recorder.Requests[^1].Status));
        Assert.Equal((10, 8), (emulator.Recorder.Requests.Count, emulator.Recorder.OpenSessions));
        await cancellationToken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Task_of_a_session_that_is_open_for_it_goes_at_once_when_its_link_does_not_come_up()
    {
        await using var emulator = await StartAsync();
        var client = Client(emulator);
        var first = client.InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = "x [[duration=0ms]]" }, new WebRunWait(), cancellationToken: TestContext.Current.CancellationToken);
        while (!first.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(client)));
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/socket.io/", Count = 1000 });
        using var cancellation = new CancellationTokenSource();

        var second = client.InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = "y [[duration=1h]]" }, new WebRunWait(), cancellationToken: cancellation.Token);
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 2);

        Assert.Equal(WebRunTaskStatus.Completed, (await first).Status);
        Assert.DoesNotContain(emulator.Recorder.Requests, request => request.Status == 429);
        emulator.Faults.Clear();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Eventually.HoldsAsync(() => emulator.Recorder.Sessions[^1].EndReason == "terminated");
    }

    [Fact]
    public async Task Cancelled_wait_leaves_nothing_behind()
    {
        await using var emulator = await StartAsync(limit: 2);
        var clock = new ProcessClock(_time);
        var client = Client(emulator, clock);
        await OpenAsync(client);
        using var cancellationToken = new CancellationTokenSource();
        var first = OpenAsync(client, cancellationToken.Token);
        var second = client.InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }, new WebRunWait(), cancellationToken: cancellationToken.Token);
        await Eventually.HoldsAsync(() => client.RateWait?.Requests == 2);

        await cancellationToken.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await BackgroundWork.IsDoneAsync(emulator.BaseUri);

        Assert.Contains("nothing was started", Assert.IsType<WebRunException>(error.InnerException).Message, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => client.GetSessions().Count == 1);
        Assert.Single(emulator.Recorder.Requests);
        Assert.Null(client.RateWait);

        // Its place is another's.
        var next = OpenAsync(client);
        await Eventually.HoldsAsync(() => clock.IsAwaited);
        _time.Advance(TimeSpan.FromSeconds(61));
        await next;
    }

    [Fact]
    public async Task Timeout_before_its_turn_says_what_it_waited_for()
    {
        await using var emulator = await StartAsync(limit: 2);
        var client = Client(emulator);
        await OpenAsync(client);
        var work = client.InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }, new WebRunWait { Timeout = TimeSpan.FromSeconds(3) });
        await Eventually.HoldsAsync(() => client.RateWait is not null);
        _time.Advance(TimeSpan.FromSeconds(4));

        var error = await Assert.ThrowsAsync<WebRunException>(() => work);

        Assert.Equal(WebRunErrorId.RateLimited, error.Id);
        Assert.Contains("limit of 2 requests in 60 s", error.Message, StringComparison.Ordinal);
        Assert.Single(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Uploads_have_a_limit_of_their_own_and_looks_none()
    {
        await using var emulator = await StartAsync(limit: 2);
        var client = Client(emulator);
        await OpenAsync(client);
        var path = Path.Combine(_folder, "file.txt");
        await File.WriteAllTextAsync(path, "x", TestContext.Current.CancellationToken);

        await UploadAsync();
        var second = UploadAsync();
        await Eventually.HoldsAsync(() => client.RateWait?.Requests == 1);

        await client.GetHealthAsync(TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(61));
        await Eventually.HoldsAsync(() => second.IsCompletedSuccessfully);

        async Task UploadAsync()
        {
            using var file = WebRunUpload.Open(path);
            await client.UploadFilesAsync([file]);
        }
    }

    [Fact]
    public async Task Service_without_a_limit_holds_nobody_up_and_costs_no_file()
    {
        await using var emulator = await StartAsync(limit: 0);
        var client = Client(emulator);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => OpenAsync(client)));

        Directory.Delete(Path.Combine(_folder, "rate"), recursive: true);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => OpenAsync(client)));

        Assert.False(Directory.Exists(Path.Combine(_folder, "rate")));
    }

    public void Dispose() => BackgroundWork.Delete(_folder);

    private static Task<WebRunSession> OpenAsync(WebRunClient client, CancellationToken cancellationToken = default) => client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true, cancellationToken: cancellationToken);

    private static async Task FillAsync(HttpClient http, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await http.PostAsync("start/start-session", "{}");
        }
    }

    private Task<WebRunEmulator> StartAsync(int limit = 10) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = limit, SessionLimit = 0, InlineWindow = TimeSpan.Zero, IdleTimeout = TimeSpan.FromHours(1), TimeProvider = _time });

    private WebRunClient Client(WebRunEmulator emulator, TimeProvider? clock = null, string? state = null) =>
        new(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri, StatePath = state ?? _folder, Clock = clock ?? _time });
}

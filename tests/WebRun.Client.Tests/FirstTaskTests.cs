using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>The first task of a session that was opened with one: named by the answer, by an event, by its end, or by the session's id.</summary>
public class FirstTaskTests
{
    /// <summary>The service's clock: no task ends before its test lets it.</summary>
    private readonly TestClock _clock = new();

    [Theory]
    [InlineData(ServiceForm.SessionNamesTask)]
    [InlineData(ServiceForm.SessionIdIsTaskId)]
    [InlineData(null)]
    [InlineData(ServiceForm.NoTaskStarted)]
    public async Task Result_and_cost_come_however_the_task_is_named(ServiceForm? form)
    {
        await using var emulator = await StartAsync(form);
        var client = Client(emulator);
        var session = await OpenAsync(client, "x [[duration=2s; result=here; cost=0.0213]]");

        var waiting = client.WaitTaskAsync(Of(session), new WebRunWait(), TestContext.Current.CancellationToken);
        await HeardAsync(emulator);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var task = await waiting;

        Assert.Equal((WebRunTaskStatus.Completed, "here", 0.0213m), (task.Status, task.Message, task.Cost));
        Assert.Equal(emulator.Recorder.Tasks.Single().TaskId, task.TaskId);
        Assert.Equal("x [[duration=2s; result=here; cost=0.0213]]", task.TaskDetails);
    }

    [Theory]
    [InlineData(ServiceForm.SessionNamesTask)]
    [InlineData(null)]
    public async Task Session_has_the_id_as_soon_as_the_service_has_named_it(ServiceForm? form)
    {
        await using var emulator = await StartAsync(form);
        var session = await OpenAsync(Client(emulator), "x [[duration=1h]]");

        await Eventually.HoldsAsync(() => session.TaskId is not null);

        Assert.Equal(emulator.Recorder.Tasks.Single().TaskId, session.TaskId);
    }

    [Theory]
    [InlineData("x [[duration=2s; result=here; cost=0.02; shape=cleaned-up]]", "here", null)]
    [InlineData("x [[duration=2s; fail=PAGE_CRASH; cost=0.02; shape=cleaned-up]]", null, "PAGE_CRASH")]
    public async Task End_that_was_heard_before_the_wait_is_kept(string text, string? result, string? error)
    {
        await using var emulator = await StartAsync();
        var client = Client(emulator);
        var session = await OpenAsync(client, text);
        await HeardAsync(emulator);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => client.Scope.State.FirstTasks.Of(session.SessionId)!.Told is not null);

        var task = await client.WaitTaskAsync(Of(session), new WebRunWait(), TestContext.Current.CancellationToken);

        Assert.Equal((result, error), (task.Message, task.Error?.Code));
        Assert.Equal(emulator.Recorder.Tasks.Single().TaskId, task.TaskId);
    }

    [Fact]
    public async Task Task_that_has_followed_is_not_taken_for_the_first()
    {
        await using var emulator = await StartAsync();
        var client = Client(emulator);
        var session = await OpenAsync(client, "x [[duration=2s; result=first]]");
        await Eventually.HoldsAsync(() => session.TaskId is not null);
        var second = client.SendTaskAsync(session.SessionId!, new WebRunTaskRequest { TaskDetails = "y [[duration=1ms; result=second]]" }, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 2);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(2));
        await second;
        await Eventually.HoldsAsync(() => emulator.Recorder.Tasks.All(task => task.State == TaskState.Completed));

        Assert.Equal("first", (await client.WaitTaskAsync(Of(session) with { TaskId = null }, new WebRunWait(), TestContext.Current.CancellationToken)).Message);
        Assert.Equal("first", (await client.GetTaskAsync(Of(session) with { TaskId = null }, TestContext.Current.CancellationToken)).Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ServiceForm.NoTaskStarted)]
    public async Task Question_of_the_first_task_is_answered(ServiceForm? form)
    {
        await using var emulator = await StartAsync(form);
        var client = Client(emulator);
        var session = await OpenAsync(client, "x [[duration=2s; guardrail=code?; result=in]]");

        var waiting = client.WaitTaskAsync(Of(session), new WebRunWait { OnGuardrail = (asked, _) => Task.FromResult<string?>($"to {asked.Guardrail}") }, TestContext.Current.CancellationToken);
        await HeardAsync(emulator);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => emulator.Recorder.Tasks.Single().Replies.Count == 1);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var task = await waiting;

        Assert.Equal((WebRunTaskStatus.Completed, "in"), (task.Status, task.Message));
        Assert.Equal("to code?", Assert.Single(emulator.Recorder.Tasks.Single().Replies).Text);
    }

    [Fact]
    public async Task Client_that_has_not_opened_the_session_listens_to_it()
    {
        await using var emulator = await StartAsync(ServiceForm.NoTaskStarted);
        var session = await OpenAsync(Client(emulator), "x [[duration=2s; result=here; cost=0.02]]");

        var waiting = Client(emulator).WaitTaskAsync(Of(session) with { TaskId = null }, new WebRunWait(), TestContext.Current.CancellationToken);
        await HeardAsync(emulator, links: 2);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var task = await waiting;

        Assert.Equal(("here", 0.02m, emulator.Recorder.Tasks.Single().TaskId), (task.Message, task.Cost, task.TaskId));
    }

    [Fact]
    public async Task Without_a_link_and_a_poll_by_the_session_the_error_says_so()
    {
        await using var emulator = await StartAsync();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/socket.io/", Count = 1000 });
        var client = Client(emulator, new QuickClock());
        var session = await OpenAsync(client, "x [[duration=1h]]");

        var error = await Assert.ThrowsAsync<WebRunException>(() => client.WaitTaskAsync(Of(session), new WebRunWait(), TestContext.Current.CancellationToken));

        Assert.Equal((WebRunErrorId.TaskIdUnknown, session.SessionId), (error.Id, error.SessionId));
        Assert.Equal(session.SessionId, error.Task!.SessionId);
    }

    [Fact]
    public async Task Without_a_link_a_poll_by_the_session_finds_the_task()
    {
        await using var emulator = await StartAsync(ServiceForm.SessionIdIsTaskId);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/socket.io/", Count = 1000 });
        var client = Client(emulator);
        var session = await OpenAsync(client, "x [[duration=1s; result=here; cost=0.02]]");
        _clock.Advance(TimeSpan.FromSeconds(1));

        var task = await client.WaitTaskAsync(Of(session), new WebRunWait(), TestContext.Current.CancellationToken);

        Assert.Equal(("here", 0.02m, emulator.Recorder.Tasks.Single().TaskId), (task.Message, task.Cost, task.TaskId));
    }

    [Theory]
    [InlineData(ServiceForm.SessionStatus, WebRunErrorId.TaskIdUnknown)]
    [InlineData(null, WebRunErrorId.SessionNotFound)]
    public async Task Session_that_is_gone_is_told_from_one_that_never_was(ServiceForm? form, WebRunErrorId id)
    {
        await using var emulator = await StartAsync(form);
        var client = Client(emulator);
        var session = await client.StartSessionAsync(new WebRunTaskRequest(), cancellationToken: TestContext.Current.CancellationToken);
        await client.TerminateSessionAsync(session.SessionId!, TestContext.Current.CancellationToken);

        Assert.Equal(id, await FailureAsync(session.SessionId!));
        Assert.Equal(WebRunErrorId.SessionNotFound, await FailureAsync("nobody"));

        async Task<WebRunErrorId> FailureAsync(string sessionId) =>
            (await Assert.ThrowsAsync<WebRunException>(() => client.WaitTaskAsync(new WebRunTask { SessionId = sessionId }, new WebRunWait(), TestContext.Current.CancellationToken))).Id;
    }

    [Fact]
    public async Task Timeout_ends_the_wait_for_a_task_that_nothing_names()
    {
        await using var emulator = await StartAsync(ServiceForm.NoTaskStarted);
        var client = Client(emulator);
        var session = await OpenAsync(client, "x [[duration=1h; live=silent]]");

        var error = await Assert.ThrowsAsync<WebRunException>(() => client.WaitTaskAsync(Of(session), new WebRunWait { Timeout = TimeSpan.FromMilliseconds(300) }, TestContext.Current.CancellationToken));

        Assert.Equal(WebRunErrorId.TaskTimeout, error.Id);
    }

    /// <summary>The real clock, on which a hundred seconds are one. Limits of a single step keep their length.</summary>
    private sealed class QuickClock : TimeProvider
    {
        public override long TimestampFrequency => System.TimestampFrequency / 100;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, state is CancellationTokenSource || dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / 100, period);
    }

    /// <summary>Waits until the task can be heard by that many links.</summary>
    private static Task HeardAsync(WebRunEmulator emulator, int links = 1) => Eventually.HoldsAsync(() => emulator.Recorder.Sockets.Count(socket => socket.SessionId is not null) >= links);

    private static WebRunTask Of(WebRunSession session) => new() { SessionId = session.SessionId, TaskId = session.TaskId };

    private static Task<WebRunSession> OpenAsync(WebRunClient client, string text) =>
        client.StartSessionAsync(new WebRunTaskRequest { TaskDetails = text }, keepAlive: true, cancellationToken: TestContext.Current.CancellationToken);

    private static WebRunClient Client(WebRunEmulator emulator, TimeProvider? clock = null) =>
        new(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri, Clock = clock ?? TimeProvider.System });

    private Task<WebRunEmulator> StartAsync(ServiceForm? form = null) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, TimeProvider = _clock, Forms = form is { } one ? [one] : [] });
}

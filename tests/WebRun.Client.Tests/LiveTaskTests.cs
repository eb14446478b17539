using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>Whatever reports on a task counts: the answer to its request, its polls, and the events of its session.</summary>
public sealed class LiveTaskTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("webrun-live-").FullName;

    public static TheoryData<FaultKind> Losses { get; } = [FaultKind.CutAfter, FaultKind.StatusAfter, FaultKind.BrokenBody, FaultKind.EmptyBody, FaultKind.HtmlBody, FaultKind.CutBody];

    public void Dispose() => BackgroundWork.Delete(_state);

    [Theory]
    [InlineData("cleaned-up")]
    [InlineData("cleaned-up,events-name-task")]
    public async Task Result_that_an_event_has_reported_is_kept_when_the_poll_no_longer_knows_it(string shape)
    {
        await using var emulator = await StartAsync(TimeSpan.Zero);

        var task = await InvokeAsync(emulator, $"x [[duration=300ms; result=here; cost=0.0213; shape={shape}]]");

        Assert.Equal((WebRunTaskStatus.Completed, "here", 0.0213m), (task.Status, task.Message, task.Cost));
    }

    [Fact]
    public async Task Failure_that_an_event_has_reported_is_kept_when_the_poll_no_longer_knows_it()
    {
        await using var emulator = await StartAsync(TimeSpan.Zero);

        var task = await InvokeAsync(emulator, "x [[duration=300ms; fail=PAGE_CRASH; shape=cleaned-up]]");

        Assert.Equal((WebRunTaskStatus.Failed, "PAGE_CRASH"), (task.Status, task.Error!.Code));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Lost_answer_does_no_harm_while_events_report_on_the_task(FaultKind loss)
    {
        await using var emulator = await StartAsync(TimeSpan.Zero);
        emulator.Faults.Add(new Fault { Kind = loss, ActionType = "newTask", Status = loss == FaultKind.StatusAfter ? 502 : null });

        var task = await InvokeAsync(emulator, "x [[duration=300ms; result=here; cost=0.02]]");

        Assert.Equal((WebRunTaskStatus.Completed, "here", 0.02m), (task.Status, task.Message, task.Cost));
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Lost_answer_without_a_link_leaves_the_outcome_unknown_and_no_session()
    {
        await using var emulator = await StartAsync(TimeSpan.Zero);
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, ActionType = "newTask" });
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/socket.io/", Count = 1000 });

        var error = await Assert.ThrowsAsync<WebRunException>(() => InvokeAsync(emulator, "x [[duration=1m]]"));
        await BackgroundWork.IsDoneAsync(emulator.BaseUri);

        Assert.Equal((WebRunErrorId.OutcomeUnknown, emulator.Recorder.Sessions[0].SessionId), (error.Id, error.SessionId));
        Assert.Equal((1, 0), (emulator.Recorder.StartedTasks, emulator.Recorder.OpenSessions));
    }

    [Fact]
    public async Task End_is_heard_while_the_service_holds_its_answer_back()
    {
        await using var emulator = await StartAsync(TimeSpan.FromMinutes(10));

        var task = await InvokeAsync(emulator, "x [[duration=300ms; result=here; cost=0.02]]");

        Assert.Equal((WebRunTaskStatus.Completed, "here", 0.02m), (task.Status, task.Message, task.Cost));
    }

    [Fact]
    public async Task Costs_are_limited_while_the_service_holds_its_answer_back()
    {
        await using var emulator = await StartAsync(TimeSpan.FromMinutes(10));
        var polls = 0;

        var error = await Assert.ThrowsAsync<WebRunException>(() => InvokeAsync(emulator, "x [[duration=10s; cost=10]]", new WebRunWait { MaxCost = 0.01m, OnPoll = _ => polls++ }));
        await BackgroundWork.IsDoneAsync(emulator.BaseUri);

        Assert.Equal(WebRunErrorId.BudgetExceeded, error.Id);
        Assert.True(polls > 0);
        Assert.Equal(("terminated", 0), (emulator.Recorder.Sessions[0].EndReason, emulator.Recorder.OpenSessions));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_is_ended_over_its_link_where_that_is_up(bool isUp)
    {
        await using var emulator = await StartAsync(TimeSpan.FromMinutes(10));
        if (!isUp)
        {
            emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/socket.io/", Count = 1000 });
        }

        using var cancellation = new CancellationTokenSource();
        var work = Client(emulator).InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = "x [[duration=1h]]" }, new WebRunWait(), cancellationToken: cancellation.Token);
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        await BackgroundWork.IsDoneAsync(emulator.BaseUri);

        Assert.Equal(("terminated", 0), (emulator.Recorder.Sessions[0].EndReason, emulator.Recorder.OpenSessions));
        Assert.Equal(isUp ? 0 : 1, emulator.Recorder.Requests.Count(request => request.Body.Contains("terminate\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Session_whose_task_has_failed_is_ended_if_its_end_is_not_heard()
    {
        await using var emulator = await StartAsync(TimeSpan.FromMinutes(10));

        var task = await InvokeAsync(emulator, "x [[duration=100ms; fail=PAGE_CRASH; shape=failed-stays-open]]");
        await BackgroundWork.IsDoneAsync(emulator.BaseUri);

        Assert.Equal((WebRunTaskStatus.Failed, 0), (task.Status, emulator.Recorder.OpenSessions));
    }

    [Fact]
    public async Task Question_is_asked_while_the_service_holds_its_answer_back()
    {
        await using var emulator = await StartAsync(TimeSpan.FromMinutes(10));

        var task = await InvokeAsync(emulator, "x [[duration=300ms; guardrail=code?; result=here]]", new WebRunWait { OnGuardrail = (asked, _) => Task.FromResult<string?>($"to {asked.Guardrail!.Value}") });

        Assert.Equal((WebRunTaskStatus.Completed, "here"), (task.Status, task.Message));
        Assert.Equal("to code?", Assert.Single(emulator.Recorder.Tasks[0].Replies).Text);
    }

    [Fact]
    public async Task At_the_rate_limit_a_task_goes_over_the_link_of_a_service_that_announces_its_tasks()
    {
        await using var emulator = await StartAsync(TimeSpan.Zero, rateLimit: 10);
        var client = Client(emulator);
        for (var row = 1; row <= 6; row++)
        {
            await client.InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = $"{row} [[duration=50ms; result=here]]" }, new WebRunWait(), cancellationToken: TestContext.Current.CancellationToken);
        }

        Assert.Equal(6, emulator.Recorder.StartedTasks);
        Assert.InRange(emulator.Recorder.Requests.Count(request => request.Path.StartsWith("/start/", StringComparison.Ordinal)), 7, 9);
    }

    [Fact]
    public async Task Events_name_the_task_that_was_started_last()
    {
        await using var emulator = await StartAsync(TimeSpan.Zero);
        var events = new List<WebRunEvent>();

        var task = await InvokeAsync(emulator, "x [[duration=500ms]]", new WebRunWait { OnEvent = events.Add });

        Assert.Contains(events, told => told.Kind == WebRunEventKind.Started);
        Assert.All(events.Where(told => told.Kind is WebRunEventKind.Thought or WebRunEventKind.Action or WebRunEventKind.Completed), told => Assert.Equal(task.TaskId, told.TaskId));
    }

    private Task<WebRunTask> InvokeAsync(WebRunEmulator emulator, string text, WebRunWait? wait = null) =>
        Client(emulator).InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = text }, wait ?? new WebRunWait(), cancellationToken: TestContext.Current.CancellationToken);

    private WebRunClient Client(WebRunEmulator emulator) => new(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri, StatePath = _state });

    private static Task<WebRunEmulator> StartAsync(TimeSpan hold, int rateLimit = 0) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = rateLimit, SessionLimit = 0, InlineWindow = TimeSpan.Zero, AnswerHold = hold > TimeSpan.Zero ? hold : null });
}

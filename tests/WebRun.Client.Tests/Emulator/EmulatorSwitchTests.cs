using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;
using static WebRun.Client.Tests.EmulatorHttp;

namespace WebRun.Client.Tests;

/// <summary>What the emulator can be told to do otherwise: hold answers, lose messages, count by endpoint, break one kind of request.</summary>
public class EmulatorSwitchTests
{
    private const string NewTask = """{"actionType":"newTask","newState":"start","taskDetails":"x"}""";

    [Fact]
    public async Task Answer_that_starts_a_task_is_held_though_the_task_is_over()
    {
        var clock = new TestClock();
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { AnswerHold = TimeSpan.FromSeconds(50), DefaultTaskDuration = TimeSpan.Zero, TimeProvider = clock });
        using var http = emulator.Http();
        var session = (await http.PostAsync("start/start-session", "{}")).Text("sessionId");

        var held = new[]
        {
            http.PostAsync("start/run-task", """{"taskDetails":"x"}"""),
            http.PostAsync("start/send-message", Message(session, NewTask)),
        };
        await Eventually.HoldsAsync(() => emulator.Recorder.Tasks.Count(task => task.State == TaskState.Completed) == 2);
        var (first, second) = (emulator.Recorder.Tasks[0], emulator.Recorder.Tasks[1]);

        Assert.Equal("task_completed", (await http.ReadAsync($"task/{first.SessionId}/{first.TaskId}")).Text("type"));
        Assert.Equal("task_completed", (await http.ReadAsync($"task/{second.SessionId}/{second.TaskId}")).Text("type"));
        Assert.Equal([false, false], held.Select(answer => answer.IsCompleted));
        await Eventually.HoldsAsync(() => clock.IsAwaited);
        clock.Advance(TimeSpan.FromSeconds(50));
        Assert.All(await Task.WhenAll(held), answer => Assert.Equal("task_completed", answer.Text("type")));
    }

    [Fact]
    public async Task First_task_of_a_session_is_known_by_its_event_only_and_in_one_form_not_even_by_that()
    {
        var body = """{"initialTask":{"taskDetails":"x [[duration=5s]]"}}""";
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var opened = await http.PostAsync("start/start-session", body);
        using var link = await RawLink.JoinAsync(emulator, opened.Text("sessionId"));

        Assert.Null(opened["taskId"]);
        Assert.Equal(("task_started", emulator.Recorder.Tasks.Single().TaskId), Started(await link.EventAsync(_ => true)));

        await using var silent = await WebRunEmulator.StartAsync(new EmulatorOptions { Forms = [ServiceForm.NoTaskStarted] });
        using var other = silent.Http();
        using var heard = await RawLink.JoinAsync(silent, (await other.PostAsync("start/start-session", body)).Text("sessionId"));
        Assert.NotEqual("task_started", Started(await heard.EventAsync(_ => true)).Type);

        static (string? Type, string? TaskId) Started(JsonArray heard) => ((string?)heard[1]!["type"], (string?)heard[1]!["data"]?["taskId"]);
    }

    [Fact]
    public async Task Guardrail_is_refused_with_words_by_both_ways()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var refusal = """{"actionType":"guardrail","taskDetails":"No, do not buy it","newState":"stop"}""";
        foreach (var isLive in new[] { false, true })
        {
            var session = (await http.PostAsync("start/start-session", """{"initialTask":{"taskDetails":"x [[guardrail=Buy it?]]"}}""")).Text("sessionId");
            using var link = await RawLink.JoinAsync(emulator, session);
            if (isLive)
            {
                await link.EmitAsync(refusal, 7);
                Assert.Contains("\"success\":true", await link.PacketAsync("437"), StringComparison.Ordinal);
            }
            else
            {
                await http.PostAsync("start/send-message", Message(session, refusal));
            }

            var task = emulator.Recorder.Tasks[^1];
            Assert.Equal((TaskState.Stopped, "stop", "No, do not buy it"), (task.State, task.Replies.Single().NewState, task.Replies.Single().Text));
            Assert.True(emulator.Recorder.Sessions[^1].IsOpen);
        }
    }

    [Fact]
    public async Task Rate_counts_what_starts_or_steers_over_HTTP_and_nothing_over_the_live_link()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 3, DefaultTaskDuration = TimeSpan.Zero });
        using var http = emulator.Http();
        var session = (await http.PostAsync("start/start-session", "{}")).Text("sessionId");
        await http.PostAsync("start/send-message", Message(session, NewTask));
        using var link = await RawLink.JoinAsync(emulator, session);
        for (var number = 0; number < 5; number++)
        {
            await link.EmitAsync(NewTask, number);
            await link.PacketAsync($"43{number}");
            var task = emulator.Recorder.Tasks[^1];
            await http.ReadAsync($"task/{session}/{task.TaskId}");
        }

        await http.PostAsync("start/send-message", Message(session, """{"actionType":"state","newState":"pause"}"""));
        Assert.Equal(6, emulator.Recorder.StartedTasks);
        Assert.Equal((429, "RATE_LIMIT_EXCEEDED"), await http.RefusedAsync(HttpMethod.Post, "start/run-task", JsonBody("""{"taskDetails":"x"}""")));
    }

    [Fact]
    public async Task Rate_is_counted_by_endpoint_in_one_form()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 1, Forms = [ServiceForm.RateByEndpoint], DefaultTaskDuration = TimeSpan.Zero });
        using var http = emulator.Http();

        var session = (await http.PostAsync("start/start-session", "{}")).Text("sessionId");
        await http.PostAsync("start/send-message", Message(session, NewTask));
        await http.PostAsync("start/run-task", """{"taskDetails":"x"}""");
        Assert.Equal(429, (await http.RefusedAsync(HttpMethod.Post, "start/start-session", JsonBody("{}"))).Status);
    }

    [Theory]
    [InlineData(null, """{"success":false,"error":"…","code":"INSUFFICIENT_BALANCE","details":{"balance":1,"required":1}}""")]
    [InlineData(ServiceForm.BalanceAtTop, """{"success":false,"error":"…","code":"INSUFFICIENT_BALANCE","balance":1,"required":1}""")]
    [InlineData(ServiceForm.ErrorInMessage, """{"success":false,"message":"…"}""")]
    public async Task Refusal_for_want_of_money_says_how_much(ServiceForm? form, string body)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { Balance = 0.01m, Forms = form is { } one ? [one] : [] });
        using var http = emulator.Http();

        var (status, answer) = await http.TryAsync(HttpMethod.Post, "start/start-session", JsonBody("{}"));

        Assert.Equal(402, status);
        JsonShape.AssertFits(body, answer);
    }

    [Fact]
    public async Task Session_that_is_gone_is_401_in_one_form()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { Forms = [ServiceForm.GoneSessionUnauthorized] });
        using var http = emulator.Http();

        Assert.Equal((401, "UNAUTHORIZED"), await http.RefusedAsync(HttpMethod.Post, "start/send-message", JsonBody(Message("nobody", NewTask))));
    }

    [Fact]
    public async Task Messages_over_the_live_link_are_lost_when_asked()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { IgnoresLiveMessages = true });
        using var http = emulator.Http();
        var session = (await http.PostAsync("start/start-session", "{}")).Text("sessionId");
        using var link = await RawLink.JoinAsync(emulator, session);

        await link.EmitAsync(NewTask, 1);
        await Eventually.HoldsAsync(() => emulator.Recorder.Sockets.Single().PacketsReceived == 2);
        await http.PostAsync("start/send-message", Message(session, """{"actionType":"state","newState":"terminate"}"""));

        Assert.Contains("terminated", (await link.EventAsync(_ => true)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Fault_meets_only_messages_of_its_kind()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var session = (await http.PostAsync("start/start-session", "{}")).Text("sessionId");
        emulator.Faults.Add(new Fault { Kind = FaultKind.StatusAfter, PathPrefix = "/start/send-message", ActionType = "newTask", Status = 504 });

        await http.PostAsync("start/send-message", Message(session, """{"actionType":"state","newState":"pause"}"""));
        Assert.Equal(504, (await http.TryAsync(HttpMethod.Post, "start/send-message", JsonBody(Message(session, NewTask)))).Status);
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [InlineData(FaultKind.Status, false)]
    [InlineData(FaultKind.CutBefore, false)]
    [InlineData(FaultKind.CutAfter, true)]
    [InlineData(FaultKind.Timeout, true)]
    public async Task Fault_for_live_messages_meets_only_those(FaultKind kind, bool isActedUpon)
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        emulator.Faults.Add(new Fault { Kind = kind, Method = Fault.LiveMethod, ActionType = "state" });
        var session = (await http.PostAsync("start/start-session", "{}")).Text("sessionId");
        using var link = await RawLink.JoinAsync(emulator, session);
        await link.EmitAsync(NewTask, 1);
        await link.PacketAsync("431");
        Assert.NotEmpty(emulator.Faults.Pending);

        await link.EmitAsync("""{"actionType":"state","newState":"pause"}""", 2);
        await Eventually.HoldsAsync(() => emulator.Faults.Pending.Count == 0);

        if (kind == FaultKind.Status)
        {
            Assert.Contains("\"success\":false", await link.PacketAsync("432"), StringComparison.Ordinal);
        }
        else if (kind != FaultKind.Timeout)
        {
            await Eventually.HoldsAsync(() => emulator.Recorder.OpenSockets == 0);
        }

        await Eventually.HoldsAsync(() => emulator.Recorder.Sessions.Single().State == (isActedUpon ? SessionState.Paused : SessionState.Active));
    }

    [Fact]
    public async Task Request_that_times_out_is_acted_upon_and_never_answered()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Timeout, PathPrefix = "/start/run-task" });
        using var patience = new CancellationTokenSource();

        var asking = http.PostAsync("start/run-task", JsonBody("""{"taskDetails":"x [[duration=1h]]"}"""), patience.Token);
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await Eventually.HoldsAsync(() => emulator.Recorder.Requests.Single().Duration is not null);
        Assert.Null(emulator.Recorder.Requests.Single().Status);
    }

    [Theory]
    [InlineData(FaultKind.CutBody)]
    [InlineData(FaultKind.Oversized)]
    public async Task Answer_is_cut_or_grows_by_a_fault(FaultKind kind)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { OversizedAnswer = 1_000_000 });
        using var http = emulator.Http();
        emulator.Faults.Add(new Fault { Kind = kind });

        using var response = await http.GetAsync("start/health", HttpCompletionOption.ResponseHeadersRead);
        using var body = new MemoryStream();
        var failure = await Record.ExceptionAsync(() => response.Content.CopyToAsync(body));

        Assert.Equal(kind == FaultKind.Oversized ? (true, 1_000_000) : (false, response.Content.Headers.ContentLength * 2 / 3), (failure is null, body.Length));
    }

    private static string Message(string sessionId, string message) => $$"""{"sessionId":"{{sessionId}}","message":{{message}} }""";
}

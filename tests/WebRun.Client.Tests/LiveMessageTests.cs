using System;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Live;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>Messages to a session go over its live link, which no limit counts, and by request where that is down, refuses or does not confirm. What must not be done twice is done once at most.</summary>
public class LiveMessageTests
{
    private const string Asking = "x [[duration=100ms; guardrail=code?; result=in]]";

    /// <summary>Everything that can be sent to a session that has a task at work.</summary>
    public static TheoryData<string> Messages { get; } = ["pause", "resume", "stop", "take", "release", "click", "type", "key", "terminate"];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Link_that_is_up_takes_the_message_and_no_request_is_counted(string message)
    {
        await using var scene = await Scene.OpenAsync("x [[duration=1h]]");
        await scene.Client.TakeControlAsync(scene.SessionId, TestContext.Current.CancellationToken);

        await scene.SendAsync(message);

        Assert.Equal((0, 1), (scene.MessageRequests, scene.Done(message)));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Without_a_link_the_message_is_a_request(string message)
    {
        await using var scene = await Scene.OpenAsync("x [[duration=1h]]");
        scene.Link.Dispose();

        await scene.SendAsync(message);

        Assert.Equal((1, 1), (scene.MessageRequests, scene.Done(message)));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Refusal_over_the_link_is_followed_by_a_request(string message)
    {
        await using var scene = await Scene.OpenAsync("x [[duration=1h]]");
        await scene.Client.TakeControlAsync(scene.SessionId, TestContext.Current.CancellationToken);
        scene.Fail(FaultKind.Status);

        await scene.SendAsync(message);

        Assert.Equal((1, 1), (scene.MessageRequests, scene.Done(message)));
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("stop")]
    [InlineData("take")]
    [InlineData("release")]
    [InlineData("terminate")]
    public async Task Message_that_may_be_repeated_is_repeated_as_a_request_when_the_link_drops(string message)
    {
        await using var scene = await Scene.OpenAsync("x [[duration=1h]]");
        scene.Fail(FaultKind.CutBefore);

        await scene.SendAsync(message);

        Assert.Equal((1, 1), (scene.MessageRequests, scene.Done(message)));
    }

    [Theory]
    [InlineData("click", FaultKind.CutBefore, 0)]
    [InlineData("click", FaultKind.CutAfter, 1)]
    [InlineData("type", FaultKind.CutAfter, 1)]
    [InlineData("key", FaultKind.CutAfter, 1)]
    public async Task Input_is_not_repeated_when_the_link_drops(string input, FaultKind drop, int done)
    {
        await using var scene = await Scene.OpenAsync("x [[duration=1h]]");
        await scene.Client.TakeControlAsync(scene.SessionId, TestContext.Current.CancellationToken);
        scene.Fail(drop);

        var error = await Assert.ThrowsAsync<WebRunException>(() => scene.SendAsync(input));

        Assert.Equal((WebRunErrorId.OutcomeUnknown, scene.SessionId), (error.Id, error.SessionId));
        Assert.Equal((0, done), (scene.MessageRequests, scene.Done(input)));
    }

    [Fact]
    public async Task Input_goes_over_no_link_that_has_confirmed_nothing_yet()
    {
        await using var scene = await Scene.OpenAsync("x [[duration=1h]]");

        await scene.SendAsync("click");

        Assert.Equal((1, 1), (scene.MessageRequests, scene.Done("click")));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(FaultKind.CutAfter, 0)]
    [InlineData(FaultKind.Timeout, 0)]
    [InlineData(FaultKind.CutBefore, 1)]
    [InlineData(FaultKind.Status, 1)]
    public async Task Question_is_answered_once_whatever_the_link_does(FaultKind? fault, int requests)
    {
        await using var scene = await Scene.OpenAsync(Asking, new HastyClock());
        if (fault is { } kind)
        {
            scene.Fail(kind);
        }

        var task = await scene.Client.WaitTaskAsync(scene.Task, new WebRunWait { OnGuardrail = (_, _) => Task.FromResult<string?>("4711") }, TestContext.Current.CancellationToken);

        Assert.Equal((WebRunTaskStatus.Completed, "in"), (task.Status, task.Message));
        Assert.Equal("4711", Assert.Single(scene.Emulator.Recorder.Tasks.Single().Replies).Text);
        Assert.Equal(requests, scene.MessageRequests);
    }

    [Fact]
    public async Task Refusal_with_words_stops_the_task_over_the_link()
    {
        await using var scene = await Scene.OpenAsync(Asking);
        await Eventually.HoldsAsync(() => scene.Emulator.Recorder.Tasks.Single().State == TaskState.WaitingForInput);

        await scene.Client.ReplyToTaskAsync(scene.Task, "no", isRefusal: true, TestContext.Current.CancellationToken);

        Assert.Equal((0, TaskState.Stopped), (scene.MessageRequests, scene.Emulator.Recorder.Tasks.Single().State));
        Assert.Equal("no", Assert.Single(scene.Emulator.Recorder.Tasks.Single().Replies).Text);
    }

    [Fact]
    public async Task Service_that_confirms_nothing_over_a_link_is_asked_by_requests_from_then_on()
    {
        await using var scene = await Scene.OpenAsync("x [[duration=1h]]", new HastyClock(), new EmulatorOptions { IgnoresLiveMessages = true });
        var packets = scene.Emulator.Recorder.Sockets[^1].PacketsReceived;

        await scene.SendAsync("pause");
        await scene.SendAsync("take");
        await scene.SendAsync("click");

        Assert.Equal((3, 1), (scene.MessageRequests, scene.Done("click")));
        Assert.Equal(packets + 1, scene.Emulator.Recorder.Sockets[^1].PacketsReceived);
        Assert.False(scene.Client.Scope.State.Channels.ConfirmsMessages);
    }

    /// <summary>A session with a task in it, and a live link to it that is up.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private Scene(WebRunEmulator emulator, WebRunClient client, WebRunTask task) =>
            (Emulator, Client, Task, Link) = (emulator, client, task, client.Scope.State.Channels.Listen(task.SessionId!, null));

        public WebRunEmulator Emulator { get; }

        public WebRunClient Client { get; }

        public WebRunTask Task { get; }

        public LiveListener Link { get; }

        public string SessionId => Task.SessionId!;

        /// <summary>How many requests the service has counted since the task was sent.</summary>
        public int MessageRequests => Emulator.Recorder.Requests.Count(request => request.Path == "/start/send-message") - 1;

        public static async Task<Scene> OpenAsync(string text, TimeProvider? clock = null, EmulatorOptions? options = null)
        {
            var emulator = await WebRunEmulator.StartAsync((options ?? new EmulatorOptions()) with { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
            var client = new WebRunClient(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri, Clock = clock ?? TimeProvider.System });
            var session = await client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true, cancellationToken: TestContext.Current.CancellationToken);
            var scene = new Scene(emulator, client, await client.SendTaskAsync(session.SessionId!, new WebRunTaskRequest { TaskDetails = text }, TestContext.Current.CancellationToken));
            await Eventually.HoldsAsync(() => scene.Link.State == ChannelState.Joined && emulator.Recorder.Sockets.Any(socket => socket.PacketsReceived > 0));
            return scene;
        }

        /// <summary>Lets something go wrong with the next message over the link.</summary>
        public void Fail(FaultKind kind) => Emulator.Faults.Add(new Fault { Kind = kind, Method = Fault.LiveMethod });

        public Task SendAsync(string message) => message switch
        {
            "pause" => Client.SuspendTaskAsync(SessionId, TestContext.Current.CancellationToken),
            "resume" => Client.ResumeTaskAsync(SessionId, TestContext.Current.CancellationToken),
            "stop" => Client.StopTaskAsync(SessionId, TestContext.Current.CancellationToken),
            "take" => Client.TakeControlAsync(SessionId, TestContext.Current.CancellationToken),
            "release" => Client.ReleaseControlAsync(SessionId, TestContext.Current.CancellationToken),
            "click" => Client.ClickAsync(SessionId, 1, 200, cancellationToken: TestContext.Current.CancellationToken),
            "type" => Client.TypeAsync(SessionId, "hello", cancellationToken: TestContext.Current.CancellationToken),
            "key" => Client.PressKeyAsync(SessionId, "Enter", TestContext.Current.CancellationToken),
            _ => Client.TerminateSessionAsync(SessionId, TestContext.Current.CancellationToken),
        };

        /// <summary>How often the service has done what a message asks for; 0 or 1 for a state.</summary>
        public int Done(string message)
        {
            var session = Emulator.Recorder.Sessions.Single();
            return message switch
            {
                "pause" => Convert.ToInt32(session.State == SessionState.Paused),
                "resume" => Convert.ToInt32(session.State == SessionState.Active),
                "stop" => Convert.ToInt32(Emulator.Recorder.Tasks.Single().State == TaskState.Stopped),
                "take" => Convert.ToInt32(session.IsControlled),
                "release" => Convert.ToInt32(!session.IsControlled),
                "click" => Taken("CLICK"),
                "type" => Taken("TYPE"),
                "key" => Taken("KEY_PRESS"),
                _ => Convert.ToInt32(session.EndReason == "terminated"),
            };
        }

        public async ValueTask DisposeAsync()
        {
            Link.Dispose();
            await Emulator.DisposeAsync();
        }

        private int Taken(string type) => Emulator.Recorder.Interactions.Count(interaction => interaction.Type == type);
    }
}

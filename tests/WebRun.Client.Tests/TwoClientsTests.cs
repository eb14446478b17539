using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>Two clients in one process share nothing but the files of their state folder; the views of one share all.</summary>
public sealed class TwoClientsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-two-").FullName;

    [Fact]
    public async Task Clients_of_two_services_that_name_their_sessions_alike_do_not_meet()
    {
        var (one, two) = (Service(), Service());
        var (first, second) = (Client(new Uri("http://127.0.0.1:1"), handler: one), Client(new Uri("http://127.0.0.1:2"), handler: two));
        await one.RunAsync(OpenAsync(first));
        await two.RunAsync(OpenAsync(second));

        Assert.True(await two.RunAsync(second.TerminateSessionAsync("s1")));

        Assert.Equal((1, 2), (one.Requests.Count, two.Requests.Count));
        Assert.Equal(["s1"], first.GetSessions().Select(session => session.SessionId));
        Assert.Empty(second.GetSessions());

        static FakeService Service() => new FakeService().Answer("""{"success":true,"sessionId":"s1"}""").Answer("""{"success":true}""");
    }

    [Fact]
    public async Task Clients_of_two_services_have_a_link_each()
    {
        await using var one = await WebRunEmulator.StartAsync();
        await using var two = await WebRunEmulator.StartAsync();
        var (first, second) = (Client(one.BaseUri), Client(two.BaseUri));
        var session = await OpenAsync(first);
        using var joined = first.Scope.State.Channels.Listen(session, null);
        using var refused = second.Scope.State.Channels.Listen(session, null);

        await Eventually.HoldsAsync(() => joined.State == Live.ChannelState.Joined && refused.State == Live.ChannelState.Ended);

        Assert.Equal((1, 1), (one.Recorder.Sockets.Count, two.Recorder.Sockets.Count));
        Assert.Equal([session], first.GetSessions().Select(known => known.SessionId));
    }

    [Fact]
    public async Task Clients_of_two_keys_have_a_limit_each()
    {
        var limited = new EmulatorOptions { RateLimit = 2, RateWindow = TimeSpan.FromHours(1) };
        await using var one = await WebRunEmulator.StartAsync(limited);
        await using var two = await WebRunEmulator.StartAsync(limited);
        var (first, second) = (Client(one.BaseUri), Client(two.BaseUri, "enig_9876543210abcdefghijklmnopqrst"));
        await OpenAsync(first);
        var waiting = OpenAsync(first);
        await Eventually.HoldsAsync(() => first.RateWait is not null);

        await OpenAsync(second);

        Assert.Null(second.RateWait);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Views_of_a_client_share_its_links_and_its_limit_but_not_their_waits()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 2, RateWindow = TimeSpan.FromHours(1) });
        var client = Client(emulator.BaseUri);
        var (one, two) = (client.WithLog(null), client.WithLog(null));
        var session = await OpenAsync(one);
        using var first = one.Scope.State.Channels.Listen(session, null);
        using var second = two.Scope.State.Channels.Listen(session, null);
        await Eventually.HoldsAsync(() => second.State == Live.ChannelState.Joined);
        Assert.Single(emulator.Recorder.Sockets);

        var waiting = OpenAsync(two);
        await Eventually.HoldsAsync(() => two.RateWait?.Requests == 1);

        Assert.Null(one.RateWait);
        Assert.False(waiting.IsCompleted);
    }

    public void Dispose() => BackgroundWork.Delete(_folder);

    private static async Task<string> OpenAsync(WebRunClient client) => (await client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true)).SessionId!;

    private WebRunClient Client(Uri service, string key = FakeService.Key, FakeService? handler = null) =>
        new(new WebRunClientOptions { ApiKey = new ApiKey(key), BaseUri = service, StatePath = _folder, Handler = handler, Clock = handler?.Clock ?? TimeProvider.System });
}

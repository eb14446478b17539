using System;
using System.Linq;
using System.Net.Http;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Protocol;
using static WebRun.Client.Tests.EmulatorHttp;

namespace WebRun.Client.Tests;

/// <summary>Manual control of a session, as the emulator takes it.</summary>
public class EmulatorInteractionTests
{
    [Fact]
    public async Task Interactions_are_in_the_books()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var id = (await http.PostAsync("start/start-session", "{}")).Text("sessionId");

        await SendAsync("""{"type":"takeOverControl"}""");
        Assert.True(emulator.Recorder.Sessions.Single().IsControlled);
        await SendAsync("""{"type":"CLICK","x":0,"y":155}""");
        await SendAsync("""{"type":"DOUBLE_CLICK","x":1024,"y":755}""");
        await SendAsync("""{"type":"TYPE","text":"hi","humanLike":true}""");
        await SendAsync("""{"type":"KEY_PRESS","key":"ArrowLeft"}""");
        await SendAsync("""{"type":"KEY_PRESS","key":"€"}""");
        await SendAsync("""{"type":"KEY_PRESS","key":"Control+a"}""");
        await SendAsync("""{"type":"KEY_PRESS","key":"Control+Shift+Tab"}""");
        await SendAsync("""{"type":"KEY_PRESS","key":"Meta++"}""");
        await SendAsync("""{"type":"releaseControl"}""");

        var taken = emulator.Recorder.Interactions;
        Assert.Equal(["takeOverControl", "CLICK", "DOUBLE_CLICK", "TYPE", "KEY_PRESS", "KEY_PRESS", "KEY_PRESS", "KEY_PRESS", "KEY_PRESS", "releaseControl"], taken.Select(i => i.Type));
        Assert.Equal([(0, 155), (1024, 755)], taken.Where(i => i.X is not null).Select(i => (i.X!.Value, i.Y!.Value)));
        Assert.Equal(("hi", true, "ArrowLeft", "€"), (taken[3].Text, taken[3].HumanLike, taken[4].Key, taken[5].Key));
        Assert.False(emulator.Recorder.Sessions.Single().IsControlled);

        Task SendAsync(string action) => http.PostAsync("start/send-message", Message(id, action));
    }

    [Theory]
    [InlineData("""{"type":"CLICK","x":-1,"y":200}""")]
    [InlineData("""{"type":"CLICK","x":1025,"y":200}""")]
    [InlineData("""{"type":"DOUBLE_CLICK","x":1,"y":154}""")]
    [InlineData("""{"type":"CLICK","x":1,"y":756}""")]
    [InlineData("""{"type":"CLICK","x":"1","y":200}""")]
    [InlineData("""{"type":"CLICK","x":1}""", "MISSING_REQUIRED_FIELD")]
    [InlineData("""{"type":"TYPE"}""", "MISSING_REQUIRED_FIELD")]
    [InlineData("""{"type":"KEY_PRESS","key":"enter"}""")]
    [InlineData("""{"type":"KEY_PRESS","key":"Ctrl+a"}""")]
    [InlineData("""{"type":"KEY_PRESS","key":"Control+"}""")]
    [InlineData("""{"type":"SCROLL"}""")]
    public async Task What_is_no_interaction_is_refused(string action, string code = "INVALID_PARAMETER")
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var id = (await http.PostAsync("start/start-session", "{}")).Text("sessionId");

        Assert.Equal((400, code), await http.RefusedAsync(HttpMethod.Post, "start/send-message", JsonBody(Message(id, action))));
        Assert.Empty(emulator.Recorder.Interactions);
    }

    [Fact]
    public async Task Clicks_are_bounded_by_the_picture_of_the_session()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, PictureWidth = 1280, PictureHeight = 445 });
        using var http = emulator.Http();
        var opened = await http.PostAsync("start/start-session", "{}");
        var id = opened.Text("sessionId");

        Assert.Equal("""{"width":1280,"height":445}""", opened["streaming"]!["dimensions"]!.ToJsonString());
        await http.PostAsync("start/send-message", Message(id, """{"type":"CLICK","x":1280,"y":600}"""));
        Assert.Equal(400, (await http.RefusedAsync(HttpMethod.Post, "start/send-message", JsonBody(Message(id, """{"type":"CLICK","x":1,"y":601}""")))).Status);
    }

    [Fact]
    public async Task Live_link_takes_them_too()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var id = (await http.PostAsync("start/start-session", "{}")).Text("sessionId");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(emulator.BaseUri) { Scheme = "ws", Path = "socket.io/", Query = "EIO=4&transport=websocket" }.Uri, CancellationToken.None);

        await SendAsync($$"""40{"sessionId":"{{id}}"}""");
        await SendAsync("""421["message",{"actionType":"interaction","action":{"type":"CLICK","x":5,"y":200}}]""");
        await SendAsync("""422["message",{"actionType":"interaction","action":{"type":"CLICK","x":5,"y":20}}]""");

        Assert.Contains("\"success\":true", await AnswerAsync("431"), StringComparison.Ordinal);
        Assert.Contains("INVALID_PARAMETER", await AnswerAsync("432"), StringComparison.Ordinal);
        Assert.Equal((id, 5), (emulator.Recorder.Interactions.Single().SessionId, emulator.Recorder.Interactions.Single().X));

        Task SendAsync(string packet) => socket.SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        async Task<string> AnswerAsync(string head)
        {
            var buffer = new byte[10_000];
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                var packet = Encoding.UTF8.GetString(buffer, 0, part.Count);
                if (packet.StartsWith(head, StringComparison.Ordinal))
                {
                    return packet;
                }
            }
        }
    }

    private static string Message(string id, string action) => $$"""{"sessionId":"{{id}}","message":{"actionType":"interaction","action":{{action}} } }""";
}

using System;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Protocol;
using WebRun.Schemas;

namespace WebRun.Live;

/// <summary>One Socket.IO link: connects, joins, answers pings and hands events on, until it ends. The frames themselves are <see cref="Packet"/>.</summary>
/// <param name="baseUri">The service's address.</param>
/// <param name="clock">The clock of the heartbeat.</param>
internal sealed class SocketConnection(Uri baseUri, TimeProvider clock)
{
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MaxHeartbeat = TimeSpan.FromMinutes(10);

    /// <summary>Runs the link until it ends.</summary>
    /// <param name="sessionId">The session whose events to receive.</param>
    /// <param name="joined">Called once events can arrive, and given what sends packets; returns when its own are sent.</param>
    /// <param name="receive">Receives the name and first argument of each event. Reading continues when it has returned, unless it returns false.</param>
    /// <param name="cancellationToken">Ends the link.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="OperationCanceledException">The token cancelled it.</exception>
    public async Task<LinkEnd> RunAsync(string sessionId, Func<PacketSender, Task> joined, Func<string, JsonElement, Task<bool>> receive, CancellationToken cancellationToken)
    {
        using var dead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var heartbeat = clock.CreateTimer(static s => GiveUp((CancellationTokenSource)s!), dead, OpenTimeout, Timeout.InfiniteTimeSpan);
        using var socket = new ClientWebSocket();
        try
        {
            // The protocol has its own heartbeat.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            if (baseUri.IsLoopback)
            {
                // As for requests, connections to this machine never use a proxy.
                socket.Options.Proxy = null;
            }

            await socket.ConnectAsync(Address(), dead.Token).ConfigureAwait(false);
            return await ReadAsync(socket, sessionId, heartbeat, joined, receive, dead.Token).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever the other side did, a link that cannot continue is broken, and is reconnected.
            return LinkEnd.Broken;
        }
    }

    private static void GiveUp(CancellationTokenSource dead)
    {
        try
        {
            dead.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The link has ended by itself in the same moment.
            return;
        }
    }

    private Uri Address() => new UriBuilder(new Uri(baseUri, "socket.io/"))
    {
        Scheme = baseUri.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
        Query = "EIO=4&transport=websocket",
    }.Uri;

    /// <summary>Reads until the link ends.</summary>
    internal static async Task<LinkEnd> ReadAsync(WebSocket socket, string sessionId, ITimer heartbeat, Func<PacketSender, Task> joined, Func<string, JsonElement, Task<bool>> receive, CancellationToken cancellationToken)
    {
        var (limit, isJoined, isLeaving) = (OpenTimeout, false, false);
        var messages = new MessageBuffer();
        using var sender = new PacketSender(socket);
        var part = new byte[16 * 1024];
        while (!isLeaving || sender.IsAsking)
        {
            var read = await socket.ReceiveAsync(new ArraySegment<byte>(part), cancellationToken).ConfigureAwait(false);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return isLeaving ? LinkEnd.Left : LinkEnd.Broken;
            }

            // Binary attachments belong to events that we have ignored already.
            if (read.MessageType == WebSocketMessageType.Binary || messages.Add(part, read.Count, read.EndOfMessage) is not { } text)
            {
                continue;
            }

            var packet = Packet.Read(text);
            switch (packet.Kind)
            {
                case PacketKind.Open:
                    limit = Heartbeat(packet.Json);
                    await sender.SendAsync(Packet.Join(sessionId), cancellationToken).ConfigureAwait(false);
                    break;
                case PacketKind.Ping:
                    if (isJoined)
                    {
                        heartbeat.Change(limit, Timeout.InfiniteTimeSpan);
                    }

                    await sender.SendAsync(Packet.Pong, cancellationToken).ConfigureAwait(false);
                    break;
                case PacketKind.Connected:
                    isJoined = true;
                    heartbeat.Change(limit, Timeout.InfiniteTimeSpan);
                    await joined(sender).ConfigureAwait(false);
                    break;
                case PacketKind.Acknowledged:
                    sender.Answer(packet.Id, packet.Json);
                    break;
                case PacketKind.Event:
                    // After the last event an answer may still be on its way: it says that the message before has done it.
                    isLeaving = isLeaving || !await receive(packet.Json[0].AsText(), packet.Json.GetArrayLength() > 1 ? packet.Json[1] : default).ConfigureAwait(false);
                    break;
                case PacketKind.Refused:
                    return LinkEnd.Refused;
                case PacketKind.Close or PacketKind.Disconnected:
                    return isLeaving ? LinkEnd.Left : LinkEnd.Broken;
            }
        }

        return LinkEnd.Left;
    }

    /// <summary>How long the link may be without a ping: the server's own interval and timeout.</summary>
    private static TimeSpan Heartbeat(JsonElement open)
    {
        var milliseconds = LiveEvents.Heartbeat(open);
        return milliseconds > 0 && milliseconds < MaxHeartbeat.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : MaxHeartbeat;
    }
}

/// <summary>How a link ended.</summary>
internal enum LinkEnd
{
    /// <summary>It broke, or never connected; reconnecting may help.</summary>
    Broken,

    /// <summary>The service refused the session: it does not exist or has ended.</summary>
    Refused,

    /// <summary>We left, because no event will follow.</summary>
    Left,
}

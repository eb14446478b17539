using System;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Client.Tests;

/// <summary>A live link without our client: Socket.IO packets over a bare websocket.</summary>
internal sealed class RawLink : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>Opens a link and joins a session.</summary>
    public static async Task<RawLink> JoinAsync(WebRunEmulator emulator, string sessionId)
    {
        var link = new RawLink();
        var address = new UriBuilder(emulator.BaseUri) { Scheme = "ws", Path = "socket.io/", Query = "EIO=4&transport=websocket" };
        await link._socket.ConnectAsync(address.Uri, CancellationToken.None);
        await link.SendAsync($$"""40{"sessionId":"{{sessionId}}"}""");
        await link.PacketAsync("40");
        return link;
    }

    /// <summary>Sends a message of §5; its answer comes under that number.</summary>
    public Task EmitAsync(string message, int number) => SendAsync($$"""42{{number}}["message",{{message}}]""");

    /// <summary>The next event that is wanted, as its name and payload.</summary>
    public async Task<JsonArray> EventAsync(Func<JsonArray, bool> isWanted)
    {
        while (true)
        {
            var heard = JsonNode.Parse((await PacketAsync("42"))[2..])!.AsArray();
            if (isWanted(heard))
            {
                return heard;
            }
        }
    }

    /// <summary>The next packet that begins so.</summary>
    public async Task<string> PacketAsync(string head)
    {
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer, CancellationToken.None);
            var packet = Encoding.UTF8.GetString(_buffer, 0, part.Count);
            if (packet.StartsWith(head, StringComparison.Ordinal))
            {
                return packet;
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                throw new IOException($"The link has ended before {head}.");
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private Task SendAsync(string packet) => _socket.SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}

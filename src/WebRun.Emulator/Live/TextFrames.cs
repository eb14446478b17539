using System;
using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Live;

/// <summary>Receives what a client sends, one text at a time.</summary>
internal sealed class TextFrames(WebSocket socket)
{
    private const int ReadSize = 4096;
    private readonly ArrayBufferWriter<byte> _text = new(ReadSize);

    /// <summary>The next text; null if the client has closed the link or disconnected, or sends something that the server refuses.</summary>
    public async Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReceiveAsync(cancellationToken);
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    private async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        _text.ResetWrittenCount();
        while (_text.WrittenCount <= SocketFrame.MaxPayload)
        {
            var part = await socket.ReceiveAsync(_text.GetMemory(ReadSize), cancellationToken);
            if (part.MessageType != WebSocketMessageType.Text)
            {
                return null;
            }

            _text.Advance(part.Count);
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_text.WrittenSpan);
            }
        }

        return null;
    }
}

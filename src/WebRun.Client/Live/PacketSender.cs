using System;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Live;

/// <summary>Sends packets over a link, one after another, as a WebSocket takes them, and keeps what waits for the other side's answer.</summary>
/// <param name="socket">The link.</param>
internal sealed class PacketSender(WebSocket socket) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement?>> _asked = new();
    private long _lastId;
    private volatile bool _isOver;

    /// <summary>True while a message waits for its answer.</summary>
    public bool IsAsking => !_asked.IsEmpty;

    /// <summary>False once the link has ended, so that nothing can be sent.</summary>
    public bool IsUp => !_isOver && socket.State == WebSocketState.Open;

    /// <summary>Sends a packet.</summary>
    /// <exception cref="Exception">It may not have been sent: whatever a broken link throws.</exception>
    public async Task SendAsync(string packet, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(new ArraySegment<byte>(Encoding.UTF8.GetBytes(packet)), WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Sends a message and waits for the answer to it.</summary>
    /// <returns>The arguments of the answer; null if the link ended before it came.</returns>
    /// <exception cref="TimeoutException">It has not come in time.</exception>
    /// <exception cref="Exception">As for <see cref="SendAsync"/>.</exception>
    public async Task<JsonElement?> AskAsync(byte[] message, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = _asked[id] = new TaskCompletionSource<JsonElement?>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await SendAsync(Packet.Message(message, id), cancellationToken).ConfigureAwait(false);
            if (_isOver)
            {
                answer.TrySetResult(null);
            }

            return await answer.Task.WaitAsync(timeout, clock, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    /// <summary>Passes an answer on to what waits for it.</summary>
    public void Answer(long id, JsonElement arguments)
    {
        if (_asked.TryRemove(id, out var answer))
        {
            answer.TrySetResult(arguments);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver = true;
        foreach (var answer in _asked.Values)
        {
            answer.TrySetResult(null);
        }

        _one.Dispose();
    }
}

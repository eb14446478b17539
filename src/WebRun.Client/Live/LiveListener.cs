using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Transport;

namespace WebRun.Live;

/// <summary>Somebody who listens to a session, until disposed.</summary>
internal sealed class LiveListener : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly SessionChannel _channel;
    private readonly Func<WebRunEvent, Task>? _receive;

    public LiveListener(SessionChannel channel, Func<WebRunEvent, Task>? receive) => (_channel, _receive) = (channel, receive);

    /// <summary>Signals that it is time to look: the link came up or ended, or an essential event came.</summary>
    public AsyncSignal Changed { get; } = new();

    /// <summary>Signals that <see cref="State"/> has changed.</summary>
    public AsyncSignal StateChanged { get; } = new();

    /// <summary>How many essential events have come: a task's end or question, or the session's end.</summary>
    public int Essentials { get; private set; }

    /// <summary>Where the link is.</summary>
    public ChannelState State => _channel.State;

    /// <summary>Waits until the first try to connect has ended, well or not, but not for long: events are not worth holding a task up.</summary>
    public async Task WhenConnectedAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var changed = StateChanged.Next;
        if (State == ChannelState.Connecting)
        {
            await changed.SetOrPassedAsync(ConnectTimeout, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes an event of the link.</summary>
    public async Task ReceiveAsync(WebRunEvent told)
    {
        if (_receive is not null)
        {
            await _receive(told).ConfigureAwait(false);
        }

        if (told.IsEssential)
        {
            Essentials++;
            Changed.Set();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Leave(this);
}

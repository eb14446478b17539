using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Transport;

namespace WebRun.Live;

/// <summary>A listener to a session, until disposed.</summary>
internal sealed class LiveListener : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly SessionChannel _channel;
    private readonly Func<WebRunEvent, Task>? _receive;

    public LiveListener(SessionChannel channel, Func<WebRunEvent, Task>? receive) => (_channel, _receive) = (channel, receive);

    /// <summary>Signals that it is time to poll: the link came up or ended, or an essential event arrived.</summary>
    public AsyncSignal Changed { get; } = new();

    /// <summary>Signals that <see cref="State"/> has changed.</summary>
    public AsyncSignal StateChanged { get; } = new();

    /// <summary>How many essential events have come: a task's end or question, or the session's end.</summary>
    public int EssentialCount { get; private set; }

    /// <summary>Where the link is.</summary>
    public ChannelState State => _channel.State;

    /// <summary>True while the listener waits to hear the id of a task that it has sent.</summary>
    public bool IsStarting { get; set; }

    /// <summary>True if nobody else waits to hear an id from the session, so that the next one is this listener's.</summary>
    public bool IsOnlyStart => _channel.Starting == 1;

    /// <summary>Waits, for 5 s at most, until the first attempt to connect has succeeded or failed. Others do not wait for a link that takes longer.</summary>
    public async Task WhenConnectedAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var changed = StateChanged.Next;
        if (State == ChannelState.Connecting)
        {
            await changed.SetOrPassedAsync(ConnectTimeout, clock, cancellationToken).ConfigureAwait(false);
            if (State == ChannelState.Connecting)
            {
                _channel.MarkLate();
            }
        }
    }

    /// <summary>As <see cref="SessionChannel.SendAsync"/>.</summary>
    public Task<bool> SendAsync(byte[] message, CancellationToken cancellationToken) => _channel.SendAsync(message, cancellationToken);

    /// <summary>Receives an event of the link.</summary>
    public async Task ReceiveAsync(WebRunEvent liveEvent)
    {
        if (_receive is not null)
        {
            await _receive(liveEvent).ConfigureAwait(false);
        }

        if (liveEvent.IsEssential)
        {
            EssentialCount++;
            Changed.Set();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Leave(this);
}

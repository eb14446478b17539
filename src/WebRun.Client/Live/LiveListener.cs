using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Transport;

namespace WebRun.Live;

/// <summary>A listener to a session, until disposed.</summary>
internal sealed class LiveListener : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);
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

    /// <summary>Waits briefly until the first attempt to connect has succeeded or failed. Events are not worth delaying a task for.</summary>
    public async Task WhenConnectedAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var changed = StateChanged.Next;
        if (State == ChannelState.Connecting)
        {
            await changed.SetOrPassedAsync(ConnectTimeout, clock, cancellationToken).ConfigureAwait(false);
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

using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Live;

/// <summary>The live link to one session, shared by all listeners in this process and kept up as long as there is one.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and the last listener may leave after the link has ended.")]
internal sealed class SessionChannel
{
    private static readonly Dictionary<(Uri BaseUri, string SessionId), SessionChannel> Channels = [];
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(10);
    private readonly (Uri BaseUri, string SessionId) _id;
    private readonly WebRunClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private LiveListener[] _listeners = [];

    private SessionChannel(WebRunClientOptions options, string sessionId) => (_options, _clock, _id) = (options, options.Clock, (options.BaseUri, sessionId));

    /// <summary>Where the link is; changes come with <see cref="LiveListener.Changed"/>.</summary>
    public ChannelState State { get; private set; }

    /// <summary>Starts listening to a session.</summary>
    /// <param name="options">Which service.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="receive">Receives each event; the link continues to read when it has returned. Null for none.</param>
    public static LiveListener Listen(WebRunClientOptions options, string sessionId, Func<WebRunEvent, Task>? receive)
    {
        var id = (options.BaseUri, sessionId);
        lock (Channels)
        {
            var isNew = !Channels.TryGetValue(id, out var channel) || channel.State == ChannelState.Ended;
            if (isNew)
            {
                Channels[id] = channel = new SessionChannel(options, sessionId);
            }

            var listener = new LiveListener(channel!, receive);
            channel!._listeners = [.. channel._listeners, listener];
            if (isNew && options.HasLiveEvents)
            {
                _ = Task.Run(channel.RunAsync);
            }

            return listener;
        }
    }

    /// <summary>Ends the link when the last listener leaves.</summary>
    public void Leave(LiveListener listener)
    {
        lock (Channels)
        {
            _listeners = Array.FindAll(_listeners, l => l != listener);
            if (_listeners.Length == 0)
            {
                if (Channels.TryGetValue(_id, out var channel) && channel == this)
                {
                    Channels.Remove(_id);
                }

                _stop.Cancel();
            }
        }
    }

    private async Task RunAsync()
    {
        var link = new SocketConnection(_id.BaseUri, _clock);
        var (tries, joinedAt) = (0, 0L);
        try
        {
            while (await link.RunAsync(_id.SessionId, Joined, ReceiveAsync, _stop.Token).ConfigureAwait(false) == LinkEnd.Broken)
            {
                // Only a link that stayed up for a while resets the delays.
                tries = State == ChannelState.Joined && _clock.GetElapsedTime(joinedAt) > Stable ? 0 : tries;
                Become(ChannelState.Broken);
                await _clock.PauseAsync(RetryPolicy.Delay(++tries, null, RandomSource.Next()), _stop.Token).ConfigureAwait(false);
            }

            Become(ChannelState.Ended);
        }
        catch (OperationCanceledException)
        {
            // The last listener has left.
            return;
        }

        string? Joined()
        {
            joinedAt = _clock.GetTimestamp();
            Become(ChannelState.Joined);
            return null;
        }
    }

    private async Task<bool> ReceiveAsync(string name, JsonElement payload)
    {
        var told = LiveEvents.Read(name, payload, _id.SessionId, _clock.GetUtcNow());
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            await listener.ReceiveAsync(told).ConfigureAwait(false);
        }

        if (told.Kind != WebRunEventKind.SessionEnded)
        {
            return true;
        }

        SessionReaper.Ended(_options, _id.SessionId);
        return false;
    }

    private void Become(ChannelState state)
    {
        State = state;
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.StateChanged.Set();
            if (state != ChannelState.Broken)
            {
                listener.Changed.Set();
            }
        }
    }
}

/// <summary>Where a link is.</summary>
internal enum ChannelState
{
    /// <summary>Connecting for the first time.</summary>
    Connecting,

    /// <summary>Up; events come.</summary>
    Joined,

    /// <summary>Down; reconnecting.</summary>
    Broken,

    /// <summary>The session has ended, or never existed: no event will follow.</summary>
    Ended,
}

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using WebRun.Transport;

namespace WebRun.Live;

/// <summary>A client's live links: one for each session that somebody listens to.</summary>
/// <param name="options">The client's options.</param>
/// <param name="secrets">What to mask in events.</param>
/// <param name="onSessionEnded">Receives each session whose end the service reports.</param>
internal sealed class LiveChannels(WebRunClientOptions options, KnownSecrets secrets, Action<string> onSessionEnded)
{
    private bool _hasAnnounced;
    private bool _hasMissed;
    private readonly Dictionary<string, SessionChannel> _channels = new(StringComparer.Ordinal);
    private readonly Lazy<ResiliencePipeline> _reconnect = new(() => SessionChannel.CreatePipeline(options.Clock));

    /// <summary>The client's options.</summary>
    public WebRunClientOptions Options => options;

    /// <summary>What to mask in events.</summary>
    public KnownSecrets Secrets => secrets;

    /// <summary>False if the last attempt to connect a link failed: others need not wait for theirs.</summary>
    public bool CanConnect { get; private set; } = options.HasLiveEvents;

    /// <summary>True if the service is known to announce the tasks that it starts, so that a task sent over a link can be heard of.</summary>
    public bool AnnouncesTasks => _hasAnnounced && !_hasMissed;

    /// <summary>True if the service is known to confirm messages that come over a link, false if it has left one unconfirmed, null as long as neither is known.</summary>
    public bool? ConfirmsMessages { get; private set; }

    /// <summary>How a broken link is reconnected.</summary>
    public ResiliencePipeline Reconnect => _reconnect.Value;

    /// <summary>True if the link to a session is up.</summary>
    public bool IsUp(string sessionId)
    {
        lock (_channels)
        {
            return _channels.TryGetValue(sessionId, out var channel) && channel.State == ChannelState.Joined;
        }
    }

    /// <summary>Starts listening to a session.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="receive">Receives each event; the link continues to read when it has returned. Null for none.</param>
    public LiveListener Listen(string sessionId, Func<WebRunEvent, Task>? receive)
    {
        lock (_channels)
        {
            var isNew = !_channels.TryGetValue(sessionId, out var channel) || channel.State == ChannelState.Ended;
            if (isNew)
            {
                _channels[sessionId] = channel = new SessionChannel(this, sessionId);
            }

            var listener = new LiveListener(channel!, receive);
            channel!.Add(listener);
            if (isNew && options.HasLiveEvents)
            {
                _ = Task.Run(channel.RunAsync);
            }

            return listener;
        }
    }

    /// <summary>Keeps the link to a session up until the result is disposed; null if it is not up.</summary>
    public IDisposable? Hold(string sessionId)
    {
        lock (_channels)
        {
            if (!_channels.TryGetValue(sessionId, out var channel) || channel.State != ChannelState.Joined)
            {
                return null;
            }

            var holder = new LiveListener(channel, receive: null);
            channel.Add(holder);
            return holder;
        }
    }

    /// <summary>Sends a message over the link to its session, if one is up, and waits for the service's confirmation.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="message">The message as JSON (API facts §5).</param>
    /// <param name="canBeChecked">True for a message that does no harm if no confirmation comes: it may be repeated, or its effect can be seen. Any other goes only to a service that is known to confirm.</param>
    /// <param name="cancellationToken">Ends the wait; the message may have arrived.</param>
    public Task<LiveOutcome> AskAsync(string sessionId, byte[] message, bool canBeChecked, CancellationToken cancellationToken)
    {
        SessionChannel? channel;
        lock (_channels)
        {
            _channels.TryGetValue(sessionId, out channel);
        }

        return channel is not null && (ConfirmsMessages ?? canBeChecked) ? channel.AskAsync(message, cancellationToken) : Task.FromResult(LiveOutcome.NotSent);
    }

    /// <summary>Ends a link when its last listener leaves.</summary>
    public void Leave(SessionChannel channel, LiveListener listener)
    {
        lock (_channels)
        {
            if (channel.Remove(listener))
            {
                return;
            }

            if (_channels.TryGetValue(channel.SessionId, out var current) && current == channel)
            {
                _channels.Remove(channel.SessionId);
            }

            channel.Stop();
        }
    }

    /// <summary>Records whether a link could be connected.</summary>
    public void HasConnected(bool isUp) => CanConnect = isUp;

    /// <summary>Records that the service has announced a task.</summary>
    public void HasAnnounced() => _hasAnnounced = true;

    /// <summary>Records that a task sent over a link was not announced: no other goes that way from then on.</summary>
    public void HasNotAnnounced() => _hasMissed = true;

    /// <summary>Records whether the service has confirmed a message.</summary>
    public void HasConfirmed(bool isConfirmed) => ConfirmsMessages = isConfirmed;

    /// <summary>Ends what belongs to a session whose end the service has reported.</summary>
    public void SessionEnded(string sessionId) => onSessionEnded(sessionId);
}

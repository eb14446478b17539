using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Polly;

namespace WebRun.Live;

/// <summary>A client's live links: one for each session that somebody listens to.</summary>
/// <param name="options">The client's options.</param>
/// <param name="onSessionEnded">Receives each session whose end the service reports.</param>
internal sealed class LiveChannels(WebRunClientOptions options, Action<string> onSessionEnded)
{
    private readonly Dictionary<string, SessionChannel> _channels = new(StringComparer.Ordinal);
    private readonly Lazy<ResiliencePipeline> _reconnect = new(() => SessionChannel.CreatePipeline(options.Clock));

    /// <summary>The client's options.</summary>
    public WebRunClientOptions Options => options;

    /// <summary>False if the last attempt to connect a link failed: others need not wait for theirs.</summary>
    public bool CanConnect { get; private set; } = options.HasLiveEvents;

    /// <summary>True if the service is known to announce the tasks that it starts, so that a task sent over a link can be heard of.</summary>
    public bool AnnouncesTasks { get; private set; }

    /// <summary>How a broken link is reconnected.</summary>
    public ResiliencePipeline Reconnect => _reconnect.Value;

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
    public void HasAnnounced() => AnnouncesTasks = true;

    /// <summary>Records that a task sent over a link was not announced: no other goes that way until one is announced again.</summary>
    public void HasNotAnnounced() => AnnouncesTasks = false;

    /// <summary>Ends what belongs to a session whose end the service has reported.</summary>
    public void SessionEnded(string sessionId) => onSessionEnded(sessionId);
}

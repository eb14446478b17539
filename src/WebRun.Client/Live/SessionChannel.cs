using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Live;

/// <summary>The live link to one session, shared by all who listen through a client, and kept up as long as one does.</summary>
/// <param name="channels">The client's links.</param>
/// <param name="sessionId">The session.</param>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and the last listener may leave after the link has ended.")]
internal sealed class SessionChannel(LiveChannels channels, string sessionId)
{
    private static readonly ResiliencePropertyKey<SessionChannel> Channel = new("WebRun.Channel");
    private static readonly TimeSpan Stable = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private readonly TimeProvider _clock = channels.Options.Clock;
    private readonly CancellationTokenSource _stop = new();
    private LiveListener[] _listeners = [];
    private PacketSender? _sender;
    private string? _currentTask;
    private bool _hasEnded;
    private long _joinedAt;
    private int _attempts;

    /// <summary>The session.</summary>
    public string SessionId => sessionId;

    /// <summary>Where the link is; changes come with <see cref="LiveListener.Changed"/>.</summary>
    public ChannelState State { get; private set; }

    /// <summary>What is repeated, when, and for how long: a link that breaks is made again as long as somebody listens, after a growing delay.</summary>
    public static ResiliencePipeline CreatePipeline(TimeProvider clock) => new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = static args => new(args.Outcome.Result is LinkEnd.Broken),
        DelayGenerator = static args => new(Of(args.Context).MarkBroken()),
    }).Build();

    /// <summary>How many listeners wait to hear the id of a task that they have sent.</summary>
    public int Starting => Volatile.Read(ref _listeners).Count(listener => listener.IsStarting);

    /// <summary>Records that the link takes long to come up, so that others do not wait for theirs.</summary>
    public void MarkLate() => channels.HasConnected(false);

    /// <summary>Adds a listener.</summary>
    public void Add(LiveListener listener) => _listeners = [.. _listeners, listener];

    /// <summary>Removes a listener.</summary>
    /// <returns>True if other listeners remain.</returns>
    public bool Remove(LiveListener listener)
    {
        _listeners = Array.FindAll(_listeners, l => l != listener);
        return _listeners.Length > 0;
    }

    /// <summary>A listener leaves.</summary>
    public void Leave(LiveListener listener) => channels.Leave(this, listener);

    /// <summary>Ends the link.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Keeps the link up until the session has ended, or nobody listens any more.</summary>
    public async Task RunAsync()
    {
        var context = ResilienceContextPool.Shared.Get(_stop.Token);
        try
        {
            context.Properties.Set(Channel, this);
            await channels.Reconnect.ExecuteAsync(static (context, channel) => new ValueTask<LinkEnd>(channel.ConnectAsync(context.CancellationToken)), context, this).ConfigureAwait(false);
            Become(ChannelState.Ended);
        }
        catch (OperationCanceledException)
        {
            // The last listener has left.
            return;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Sends the service a message over the link.</summary>
    /// <param name="message">The message as JSON (API facts §5).</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>False if the link is down, so that nothing was sent; true if it was, or may have been.</returns>
    public async Task<bool> SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        if (State != ChannelState.Joined || Volatile.Read(ref _sender) is not { } sender)
        {
            return false;
        }

        try
        {
            await sender.SendAsync(Packet.Message(message), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The link broke meanwhile. Part of the message may have arrived, or all of it.
        }

        return true;
    }

    /// <summary>Sends the service a message over the link, and waits for its confirmation.</summary>
    /// <param name="message">As for <see cref="SendAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the message may have arrived.</param>
    public async Task<LiveOutcome> AskAsync(byte[] message, CancellationToken cancellationToken)
    {
        if (State != ChannelState.Joined || Volatile.Read(ref _sender) is not { IsUp: true } sender)
        {
            return LiveOutcome.NotSent;
        }

        bool? isDone = null;
        try
        {
            if (await sender.AskAsync(message, AnswerTimeout, _clock, cancellationToken).ConfigureAwait(false) is { } answer)
            {
                isDone = LiveEvents.Confirms(answer);
                channels.HasConfirmed(isDone is not null);
            }
        }
        catch (TimeoutException)
        {
            channels.HasConfirmed(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The link broke meanwhile. Part of the message may have arrived, or all of it.
        }

        return isDone switch
        {
            true => LiveOutcome.Done,
            false => LiveOutcome.Refused,
            null => Volatile.Read(ref _hasEnded) ? LiveOutcome.SessionEnded : LiveOutcome.Unknown,
        };
    }

    private static SessionChannel Of(ResilienceContext context) => context.Properties.GetValue(Channel, null!);

    private Task<LinkEnd> ConnectAsync(CancellationToken cancellationToken)
    {
        return new SocketConnection(channels.Options.BaseUri, _clock).RunAsync(sessionId, Joined, ReceiveAsync, cancellationToken);

        Task Joined(PacketSender sender)
        {
            // Another task may have begun while the link was down.
            (_joinedAt, _sender, _currentTask) = (_clock.GetTimestamp(), sender, null);
            channels.HasConnected(true);
            Become(ChannelState.Joined);
            return Task.CompletedTask;
        }
    }

    /// <summary>Marks the link as broken.</summary>
    /// <returns>How long to wait before the next attempt.</returns>
    private TimeSpan? MarkBroken()
    {
        // Delays start over only after a link that has held for a while.
        channels.HasConnected(State == ChannelState.Joined);
        _attempts = State == ChannelState.Joined && _clock.GetElapsedTime(_joinedAt) > Stable ? 1 : _attempts + 1;
        Become(ChannelState.Broken);
        return RetryPolicy.Delay(_attempts, null, RandomSource.Next());
    }

    private async Task<bool> ReceiveAsync(string name, JsonElement payload)
    {
        var mask = channels.Secrets.Of(sessionId);
        var liveEvent = LiveEvents.Read(ServiceWords.IsWord(name) ? name : mask.Text(name), mask.Json(payload), sessionId, _clock.GetUtcNow());
        if (liveEvent.Kind == WebRunEventKind.Started && liveEvent.TaskId is { } taskId)
        {
            _currentTask = taskId;
            channels.HasAnnounced();
        }

        if (liveEvent is { Kind: WebRunEventKind.Action or WebRunEventKind.Error, Text: { } text })
        {
            // It is made of two fields, each of which may have held half of a secret.
            liveEvent = liveEvent with { Text = mask.Text(text) };
        }

        liveEvent = liveEvent with { TaskId = liveEvent.TaskId ?? (liveEvent.Kind == WebRunEventKind.SessionEnded ? null : _currentTask) };
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            await listener.ReceiveAsync(liveEvent).ConfigureAwait(false);
        }

        if (liveEvent.Kind != WebRunEventKind.SessionEnded)
        {
            return true;
        }

        Volatile.Write(ref _hasEnded, true);
        channels.SessionEnded(sessionId);
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

/// <summary>What became of a message that was to go over a link.</summary>
internal enum LiveOutcome
{
    /// <summary>The link is down, or cannot be trusted with the message: nothing was sent.</summary>
    NotSent,

    /// <summary>The service has confirmed that it has done it.</summary>
    Done,

    /// <summary>The service has refused it, so that nothing was done.</summary>
    Refused,

    /// <summary>It went out, and nothing says whether it arrived.</summary>
    Unknown,

    /// <summary>It went out, and then the session ended.</summary>
    SessionEnded,
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

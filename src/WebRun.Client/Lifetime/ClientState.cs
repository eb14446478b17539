using System;
using System.Linq;
using Polly;
using WebRun.Live;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>Everything that a client holds: its connections and limits, its live links, and the sessions that end with the process. All its views share it; two clients share nothing.</summary>
internal sealed class ClientState
{
    private readonly Lazy<ResiliencePipeline> _termination;

    /// <summary>Creates the state. Nothing is sent.</summary>
    public ClientState(WebRunClientOptions options)
    {
        Options = options;
        Connection = new ServiceConnection(options, () => !AreAllLinked, ProcessEnd.Begun);
        Ledger = SessionLedger.Of(options, WebRunLog.None);
        Costs = new CostBook(options);
        Sessions = new OpenSessions(Ledger, Costs, FirstTasks);
        Channels = new LiveChannels(options, Connection.Secrets, Sessions.Ended);
        _termination = new Lazy<ResiliencePipeline>(() => SessionTermination.CreatePipeline(options.Clock));
    }

    /// <summary>The service, and the key for it.</summary>
    public WebRunClientOptions Options { get; }

    /// <summary>True if there are sessions to end, and all can be ended over their live links, which no rate limit counts.</summary>
    private bool AreAllLinked => Sessions.Owned is { Count: > 0 } owned && owned.All(Channels.IsUp);

    /// <summary>Connections, rate limits and retries.</summary>
    public ServiceConnection Connection { get; }

    /// <summary>The sessions that may be open; null if none are recorded.</summary>
    public SessionLedger? Ledger { get; }

    /// <summary>What tasks and sessions cost.</summary>
    public CostBook Costs { get; }

    /// <summary>The sessions that end with the process.</summary>
    public OpenSessions Sessions { get; }

    /// <summary>The first tasks of the sessions that this client has opened.</summary>
    public FirstTasks FirstTasks { get; } = new();

    /// <summary>The live links.</summary>
    public LiveChannels Channels { get; }

    /// <summary>How ending a session is retried.</summary>
    public ResiliencePipeline Termination => _termination.Value;
}

/// <summary>A client's state as one caller uses it, with the caller's log.</summary>
internal sealed class ClientScope
{
    /// <summary>Creates a view, which is cheap.</summary>
    public ClientScope(ClientState state, WebRunLog log)
    {
        (State, Log) = (state, log);
        Pipeline = new ServicePipeline(state.Connection, log);
        Ledger = state.Ledger?.WithLog(log);
        Reaper = new SessionReaper(this);
    }

    /// <summary>What all views of the client share.</summary>
    public ClientState State { get; }

    /// <summary>Receives what happens.</summary>
    public WebRunLog Log { get; }

    /// <summary>The way to the service.</summary>
    public ServicePipeline Pipeline { get; }

    /// <summary>What to mask in answers and events.</summary>
    public KnownSecrets Secrets => State.Connection.Secrets;

    /// <summary>The sessions that may be open; null if none are recorded.</summary>
    public SessionLedger? Ledger { get; }

    /// <summary>Ends sessions, even if the caller is gone.</summary>
    public SessionReaper Reaper { get; }

    /// <summary>The service, and the key for it.</summary>
    public WebRunClientOptions Options => State.Options;

    /// <summary>The clock of every wait.</summary>
    public TimeProvider Clock => State.Options.Clock;
}

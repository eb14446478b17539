using System;
using Polly;
using WebRun.Live;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>What a client holds as long as it lives: its connections and limits, its live links, and the sessions that end with the process. All its views share it; two clients share nothing.</summary>
internal sealed class ClientState
{
    private readonly Lazy<ResiliencePipeline> _termination;

    /// <summary>Prepares; nothing is sent.</summary>
    public ClientState(WebRunClientOptions options)
    {
        Options = options;
        Connection = new ServiceConnection(options, ProcessEnd.Begun);
        Ledger = SessionLedger.Of(options, WebRunLog.None);
        Sessions = new OpenSessions(Ledger);
        Channels = new LiveChannels(options, Sessions.Ended);
        _termination = new Lazy<ResiliencePipeline>(() => SessionTermination.CreatePipeline(options.Clock));
    }

    /// <summary>Which service, and as whom.</summary>
    public WebRunClientOptions Options { get; }

    /// <summary>Connections, rate limits and retries.</summary>
    public ServiceConnection Connection { get; }

    /// <summary>The sessions that may be open; null where nothing is noted.</summary>
    public SessionLedger? Ledger { get; }

    /// <summary>The sessions that end with the process.</summary>
    public OpenSessions Sessions { get; }

    /// <summary>The live links.</summary>
    public LiveChannels Channels { get; }

    /// <summary>How the end of a session is tried again.</summary>
    public ResiliencePipeline Termination => _termination.Value;
}

/// <summary>A client's state as one caller uses it, with a log of the caller's own.</summary>
internal sealed class ClientScope
{
    /// <summary>Makes a view; it is cheap.</summary>
    public ClientScope(ClientState state, WebRunLog log)
    {
        (State, Log) = (state, log);
        Pipeline = new ServicePipeline(state.Connection, log);
        Ledger = state.Ledger?.WithLog(log);
        Reaper = new SessionReaper(this);
    }

    /// <summary>What all views of the client share.</summary>
    public ClientState State { get; }

    /// <summary>Is told of what happens.</summary>
    public WebRunLog Log { get; }

    /// <summary>The way to the service.</summary>
    public ServicePipeline Pipeline { get; }

    /// <summary>The sessions that may be open; null where nothing is noted.</summary>
    public SessionLedger? Ledger { get; }

    /// <summary>Ends sessions, whatever becomes of who wanted it.</summary>
    public SessionReaper Reaper { get; }

    /// <summary>Which service, and as whom.</summary>
    public WebRunClientOptions Options => State.Options;

    /// <summary>The clock of every wait.</summary>
    public TimeProvider Clock => State.Options.Clock;
}

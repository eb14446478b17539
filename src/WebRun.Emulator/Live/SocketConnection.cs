using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Model;
using WebRun.Emulator.Recording;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Live;

/// <summary>One client's live link, from its first packet to its end.</summary>
internal sealed class SocketConnection : ILiveLink, IDisposable
{
    // Runs of events count as one. If a client is behind by more than this, the link ends.
    private const int MaxWaiting = 10_000;

    private readonly WebSocket _socket;
    private readonly LiveSessions _sessions;
    private readonly SocketRecorder.Entry _entry;
    private readonly EmulatorOptions _options;
    private readonly Heartbeat _heartbeat;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Channel<IEnumerable<SocketFrame>> _waiting =
        Channel.CreateBounded<IEnumerable<SocketFrame>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    public SocketConnection(WebSocket socket, Uri baseUri, LiveSessions sessions, SocketRecorder.Entry entry, EmulatorOptions options)
    {
        _socket = socket;
        _sessions = sessions;
        _entry = entry;
        _options = options;
        _heartbeat = new Heartbeat(options, cancellationToken => SendAsync(SocketFrame.Ping, cancellationToken), () => sessions.LeavesOutPings(this));
        BaseUri = baseUri;
    }

    public Uri BaseUri { get; }

    /// <summary>The session that it has joined. Set under the emulator's lock.</summary>
    public EmulatedSession? Session { get; set; }

    /// <summary>Whether it has come to its end, though a packet may still be on its way in. Set under the emulator's lock.</summary>
    public bool IsOver { get; set; }

    public void Send(IEnumerable<SocketFrame> frames)
    {
        if (!_waiting.Writer.TryWrite(frames))
        {
            _waiting.Writer.TryComplete();
        }
    }

    /// <summary>Serves the client until one of the two ends the link.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Send([SocketFrame.Open(NewId(), _options.PingInterval, _options.PingTimeout)]);
        var reading = ReadAsync(cancellationToken);
        Task[] own = [WriteAsync(over.Token), _heartbeat.RunAsync(over.Token)];
        await Task.WhenAny([reading, .. own]);
        _sessions.Leave(this);

        // Cancelling the read would reset the connection and lose what was sent last, so the read ends with the connection.
        await over.CancelAsync();
        await Task.WhenAll(own).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _sending.Dispose();

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var frames in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            foreach (var frame in frames)
            {
                if (frame.Kind == FrameKind.Cut)
                {
                    return;
                }

                await SendAsync(frame, cancellationToken);
            }
        }
    }

    private async Task SendAsync(SocketFrame frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await (frame.Kind == FrameKind.Close
                ? new ValueTask(_socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken))
                : _socket.SendAsync(frame.Kind == FrameKind.Event && _options.Repeats?.Invoke("") is { } repeated ? Repetition.ApplyToEvent(frame.Content, repeated) : frame.Content, frame.Kind == FrameKind.Binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, cancellationToken));
        }
        finally
        {
            _sending.Release();
        }

        if (frame.Kind == FrameKind.Event)
        {
            _entry.CountEvent();
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var frames = new TextFrames(_socket);
        while (await frames.NextAsync(cancellationToken) is { } text && IsTaken(ClientPacket.Read(text)))
        {
            _entry.CountPacket();
        }

        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await SendAsync(SocketFrame.Close, cancellationToken);
        }
    }

    /// <summary>Does what a packet asks for; false for one that ends the link.</summary>
    private bool IsTaken(ClientPacket packet)
    {
        switch (packet.Kind)
        {
            case ClientPacketKind.Pong:
                _heartbeat.Pong();
                return true;
            case ClientPacketKind.Join when packet.Space.Length > 0:
                Send([SocketFrame.Refused(packet.Space, "Invalid namespace")]);
                return true;
            case ClientPacketKind.Join when Session is null:
                Join(packet.Json as JsonObject);
                return true;
            case ClientPacketKind.Event when Session is { } session:
                Act(session, packet);
                return true;
            default:
                return false;
        }
    }

    private void Join(JsonObject? credentials)
    {
        try
        {
            var session = _sessions.Join(this, credentials, SocketFrame.Joined(NewId()));
            _entry.Joined(session.Id);
        }
        catch (Refusal refusal)
        {
            _entry.Refused(refusal.Message);
            Send([SocketFrame.Refused("", refusal.Message), SocketFrame.Close]);
        }
    }

    private void Act(EmulatedSession session, ClientPacket packet)
    {
        if (packet.Json is not (JsonArray and [JsonValue name, JsonObject message, ..]) || !name.TryGetValue(out string? text) || text is not "message" || _options.IgnoresLiveMessages)
        {
            return;
        }

        var fault = _sessions.FaultFor(message)?.Kind;
        var reply = fault switch
        {
            FaultKind.CutBefore => null,
            FaultKind.Status => new Refusal(503, "INSTANCE_UNAVAILABLE", "The message is refused.").ToBody(),
            _ => _sessions.Act(session, message, BaseUri),
        };
        if (fault is FaultKind.CutBefore or FaultKind.CutAfter)
        {
            Send([SocketFrame.Cut]);
        }
        else if (packet.AckId is { } id && reply is not null && fault != FaultKind.Timeout)
        {
            Send([SocketFrame.Acknowledgement(id, reply)]);
        }
    }

    private static string NewId() => RandomNumberGenerator.GetHexString(20, lowercase: true);
}

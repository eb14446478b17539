using System;
using System.Collections.Generic;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>Hands what happens in one session to its live links, and remembers the latest of it for the page. Nothing is replayed to a link.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class LiveFeed(TimeProvider time)
{
    private const int Remembered = 200;

    private readonly List<ILiveLink> _links = [];
    private readonly Queue<(DateTimeOffset At, LiveEvent Event)> _recent = new();
    private IEnumerable<SocketFrame> _owed = [];
    private LiveEvent? _owedStart;

    /// <summary>What the task that began last lets go wrong.</summary>
    public LiveTrouble Trouble { get; private set; }

    public int Links => _links.Count;

    /// <summary>The latest events, in their order.</summary>
    public IEnumerable<(DateTimeOffset At, LiveEvent Event)> Recent => _recent;

    /// <summary>A task begins. If no link is up, the first one to join hears of it, as a browser takes longer to start than a client to join.</summary>
    public void Begin(LiveTrouble trouble, LiveEvent? started)
    {
        Trouble = trouble;
        var frames = TroubleFrames.AtStart(trouble);
        if (_links.Count == 0)
        {
            _owed = frames;
            Owe(started);
        }
        else
        {
            Disturb(frames);
        }

        if (started is not null)
        {
            Publish(started);
        }
    }

    /// <summary>What the first link to join has to hear; null for a task that is over.</summary>
    public void Owe(LiveEvent? started) => _owedStart = started;

    public void Publish(LiveEvent happened)
    {
        _recent.Enqueue((time.GetUtcNow(), happened));
        if (_recent.Count > Remembered)
        {
            _recent.Dequeue();
        }

        if (Trouble.HasFlag(LiveTrouble.Silent))
        {
            return;
        }

        foreach (var link in _links)
        {
            link.Send(happened.Frames(link.BaseUri));
        }
    }

    /// <summary>Sends all links something other than an event.</summary>
    public void Disturb(IEnumerable<SocketFrame> frames)
    {
        foreach (var link in _links)
        {
            link.Send(frames);
        }
    }

    public void Join(ILiveLink link)
    {
        _links.Add(link);
        link.Send(_owed);
        if (_owedStart is not null && !Trouble.HasFlag(LiveTrouble.Silent))
        {
            link.Send(_owedStart.Frames(link.BaseUri));
        }

        _owed = [];
        _owedStart = null;
    }

    public void Leave(ILiveLink link) => _links.Remove(link);
}

/// <summary>One live link, as a session knows it.</summary>
internal interface ILiveLink
{
    /// <summary>The emulator's address, as the link's client knows it.</summary>
    Uri BaseUri { get; }

    /// <summary>Takes frames to send, behind those that wait. Never waits itself.</summary>
    void Send(IEnumerable<SocketFrame> frames);
}

using System;
using System.Text.Json.Nodes;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Model;
using WebRun.Emulator.Requests;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Live;

/// <summary>The sessions, as live links reach them: no key is needed, and anyone who knows a session's id may join it.</summary>
/// <param name="store">The sessions.</param>
/// <param name="messages">Acts on what is sent to them.</param>
/// <param name="faults">What goes wrong with that.</param>
/// <param name="takesEnded">Whether a session that has ended can be joined.</param>
internal sealed class LiveSessions(SessionStore store, SessionMessages messages, FaultList faults, bool takesEnded)
{
    /// <summary>Lets a link in, <paramref name="joined"/> before all that it will hear; or refuses it.</summary>
    public EmulatedSession Join(SocketConnection link, JsonObject? credentials, SocketFrame joined)
    {
        var sessionId = credentials?["sessionId"] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
        lock (store.Gate)
        {
            var session = takesEnded ? store.Find(sessionId) : store.FindOpen(sessionId);
            if (session is null || link.IsOver)
            {
                throw new Refusal(404, "SESSION_NOT_FOUND", "Session not found");
            }

            link.Session = session;
            link.Send([joined]);
            session.Feed.Join(link);
            return session;
        }
    }

    /// <summary>A link has ended; it no longer joins.</summary>
    public void Leave(SocketConnection link)
    {
        lock (store.Gate)
        {
            link.IsOver = true;
            link.Session?.Feed.Leave(link);
        }
    }

    public bool LeavesOutPings(SocketConnection link)
    {
        lock (store.Gate)
        {
            return link.Session?.Feed.Trouble.HasFlag(LiveTrouble.NoPing) == true;
        }
    }

    /// <summary>What is to go wrong with a message; null for nothing.</summary>
    public Fault? FaultFor(JsonObject message) =>
        faults.Take(Fault.LiveMethod, "/socket.io/", message["actionType"] is JsonValue value && value.TryGetValue(out string? actionType) ? actionType : null);

    /// <summary>Acts on a message as send-message does, but answers at once: a task that it starts is pending.</summary>
    public JsonObject Act(EmulatedSession session, JsonObject message, Uri baseUri)
    {
        try
        {
            lock (store.Gate)
            {
                var (task, words) = messages.Act(store.FindOpen(session.Id) ?? throw SessionStore.NotFound(), new JsonFields(message, "message"));
                return task is null ? JsonText.Said(words) : TaskResponses.Held(task.View, baseUri);
            }
        }
        catch (Refusal refusal)
        {
            return refusal.ToBody();
        }
    }
}

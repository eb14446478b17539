using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads the service's live events (API facts §7).</summary>
internal static class LiveEvents
{
    /// <summary>Reads an event. One that is not as documented is still an event, of kind <see cref="WebRunEventKind.Other"/> or without a text.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="payload">Its first argument; undefined if it has none.</param>
    /// <param name="sessionId">The session that the link is for.</param>
    /// <param name="now">When it arrived.</param>
    public static WebRunEvent Read(string name, JsonElement payload, string sessionId, DateTimeOffset now)
    {
        var data = payload.Field("data");
        var taskId = payload.Text("taskId") ?? data.Text("taskId");
        var (kind, text) = (name, payload.Text("type")) switch
        {
            ("message", "agent") => (WebRunEventKind.Thought, payload.Text("content")),
            ("message", "action") => (WebRunEventKind.Action, string.Join(" ", new[] { data.Text("name"), data.Text("target") }.OfType<string>())),
            ("message", "task_started") => (WebRunEventKind.Started, taskId),
            ("message", "response_update") => (WebRunEventKind.Update, data.Text("message")),
            ("message", "task_completed") => (WebRunEventKind.Completed, data.Text("message")),
            ("message", "guardrail_trigger") => (WebRunEventKind.Guardrail, data.Text("value")),
            ("message", "error") => (WebRunEventKind.Error, new WebRunTaskError(payload.Text("code") ?? data.Text("code"), payload.Text("error") ?? payload.Text("message") ?? data.Text("message")).ToString()),
            ("end_session", _) => (WebRunEventKind.SessionEnded, payload.Text("reason")),
            ("instance:disconnected", _) => (WebRunEventKind.InstanceLost, "The browser was lost and may come back."),
            ("instance:reconnected", _) => (WebRunEventKind.InstanceRegained, "The browser has come back."),
            _ => (WebRunEventKind.Other, name),
        };
        return new WebRunEvent { Time = now, SessionId = sessionId, Kind = kind, Text = text, TaskId = taskId, Data = PlainJson.Read(payload), Payload = payload };
    }

    /// <summary>What a link sends about itself when it joins.</summary>
    public static string Join(string sessionId) => $"{{\"sessionId\":\"{JsonEncodedText.Encode(sessionId)}\"}}";

    /// <summary>The event that carries a message to the service (API facts §5), as the array of its name and argument.</summary>
    /// <param name="message">The message as JSON.</param>
    public static string Message(byte[] message) => $"[\"message\",{Encoding.UTF8.GetString(message)}]";

    /// <summary>What the answer to a message says: true if it was done, false if it was refused, null if neither.</summary>
    /// <param name="answer">The array of the answer's arguments.</param>
    public static bool? Confirms(JsonElement answer) => answer.GetArrayLength() > 0 && answer[0].ValueKind == JsonValueKind.Object ? new ServiceResponse(answer[0]).Success : null;

    /// <summary>How long a link may be without a ping, in milliseconds: the server's own interval and timeout; 0 if it does not say.</summary>
    public static double Heartbeat(JsonElement open) => (open.Number("pingInterval") ?? 0) + (open.Number("pingTimeout") ?? 0);
}

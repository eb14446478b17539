using System;
using System.Text.Json;

namespace WebRun.Protocol;

/// <summary>Writes the bodies of send-message for manual control of a session's browser (API facts §5).</summary>
internal static class InteractionWriter
{
    public static byte[] TakeControl(string sessionId) => Interaction(sessionId, "takeOverControl", null);

    public static byte[] ReleaseControl(string sessionId) => Interaction(sessionId, "releaseControl", null);

    public static byte[] Click(string sessionId, double x, double y, bool isDouble) => Interaction(sessionId, isDouble ? "DOUBLE_CLICK" : "CLICK", action =>
    {
        action.WriteNumber("x", x);
        action.WriteNumber("y", y);
    });

    public static byte[] Type(string sessionId, string text, bool humanLike) => Interaction(sessionId, "TYPE", action =>
    {
        action.WriteString("text", text);
        action.WriteBoolean("humanLike", humanLike);
    });

    public static byte[] PressKey(string sessionId, string key) => Interaction(sessionId, "KEY_PRESS", action => action.WriteString("key", key));

    private static byte[] Interaction(string sessionId, string type, Action<Utf8JsonWriter>? rest) => RequestWriter.Message(sessionId, "interaction", null, message =>
    {
        message.WriteStartObject("action");
        message.WriteString("type", type);
        rest?.Invoke(message);
        message.WriteEndObject();
    });
}

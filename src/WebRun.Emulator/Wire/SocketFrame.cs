using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebRun.Emulator.Wire;

/// <summary>One frame to a client, or the end of its link; writes the packets of Engine.IO 4 and, inside them, of Socket.IO.</summary>
internal readonly record struct SocketFrame(FrameKind Kind, ReadOnlyMemory<byte> Content)
{
    /// <summary>The most that a client may send at once.</summary>
    public const int MaxPayload = 1_000_000;

    public static SocketFrame Ping { get; } = Text("2");

    /// <summary>Ends the link as the protocol wants it.</summary>
    public static SocketFrame Close { get; } = new(FrameKind.Close, default);

    /// <summary>Ends the link abruptly, as a network failure does.</summary>
    public static SocketFrame Cut { get; } = new(FrameKind.Cut, default);

    public static SocketFrame Text(string text) => new(FrameKind.Text, Encoding.UTF8.GetBytes(text));

    /// <summary>The first packet of a link.</summary>
    public static SocketFrame Open(string id, TimeSpan pingInterval, TimeSpan pingTimeout) => Packet("0", new JsonObject
    {
        ["sid"] = id,
        ["upgrades"] = new JsonArray(),
        ["pingInterval"] = (long)pingInterval.TotalMilliseconds,
        ["pingTimeout"] = (long)pingTimeout.TotalMilliseconds,
        ["maxPayload"] = MaxPayload,
    });

    public static SocketFrame Joined(string id) => Packet("40", new JsonObject { ["sid"] = id });

    /// <summary>The answer to a join that is not granted; <paramref name="space"/> is empty for the default namespace.</summary>
    public static SocketFrame Refused(string space, string message) =>
        Packet(space.Length == 0 ? "44" : $"44{space},", new JsonObject { ["message"] = message });

    public static SocketFrame Event(string name, JsonObject? payload) =>
        Packet("42", payload is null ? new JsonArray(name) : new JsonArray(name, payload), FrameKind.Event);

    public static SocketFrame Acknowledgement(long id, JsonObject reply) =>
        Packet(string.Create(CultureInfo.InvariantCulture, $"43{id}"), new JsonArray(reply));

    private static SocketFrame Packet(string head, JsonNode json, FrameKind kind = FrameKind.Text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Encoding.UTF8.GetBytes(head, buffer);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JsonText.Readable.Encoder }))
        {
            json.WriteTo(writer);
        }

        return new SocketFrame(kind, buffer.WrittenMemory);
    }
}

/// <summary>What a frame is.</summary>
internal enum FrameKind
{
    /// <summary>A text frame.</summary>
    Text,

    /// <summary>A text frame with an event of the service.</summary>
    Event,

    /// <summary>A binary frame.</summary>
    Binary,

    /// <summary>A clean end of the link.</summary>
    Close,

    /// <summary>An abrupt end of the link.</summary>
    Cut,
}

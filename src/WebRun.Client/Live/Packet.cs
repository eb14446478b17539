using System;
using System.Globalization;
using System.Text;
using System.Text.Json;
using WebRun.Protocol;
using WebRun.Schemas;

namespace WebRun.Live;

/// <summary>One packet, read from the text of one WebSocket message. Reading never fails: what cannot be read is <see cref="PacketKind.Ignored"/>.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Json">Its payload: an object; for an event the array of its name and arguments, for an acknowledgement that of its arguments.</param>
/// <param name="Id">Which message an acknowledgement is for.</param>
internal readonly record struct Packet(PacketKind Kind, JsonElement Json = default, long Id = 0)
{
    /// <summary>The answer to a ping.</summary>
    public const string Pong = "3";

    private const string JoinDefaultNamespace = "40";

    /// <summary>Joins the default namespace on behalf of a session.</summary>
    public static string Join(string sessionId) => JoinDefaultNamespace + LiveEvents.Join(sessionId);

    /// <summary>Sends the service a message (API facts §5).</summary>
    /// <param name="message">The message as JSON.</param>
    /// <param name="id">Asks for an acknowledgement under this number; null for none.</param>
    public static string Message(byte[] message, long? id = null) => FormattableString.Invariant($"42{id}") + LiveEvents.Message(message);

    /// <summary>Reads the text of one message.</summary>
    public static Packet Read(string text) => text.Length == 0 ? default : text[0] switch
    {
        '0' when Parse(text, 1) is { ValueKind: JsonValueKind.Object } open => new(PacketKind.Open, open),
        '1' => new(PacketKind.Close),
        '2' => new(PacketKind.Ping),
        '4' when text.Length > 1 => ReadMessage(text),
        _ => default,
    };

    private static Packet ReadMessage(string text)
    {
        var payload = 2;
        if (text.Length > payload && text[payload] == '/')
        {
            // Namespaces other than the default one are ignored.
            return default;
        }

        switch (text[1])
        {
            case '0':
                return new(PacketKind.Connected);
            case '1':
                return new(PacketKind.Disconnected);
            case '2':
                // Before it may stand the id of an acknowledgement, which we never give.
                return Parse(text, AfterDigits(text, payload)) is { ValueKind: JsonValueKind.Array } json && json.GetArrayLength() > 0 && json[0].ValueKind == JsonValueKind.String
                    ? new(PacketKind.Event, json)
                    : default;
            case '3':
                var end = AfterDigits(text, payload);
                var digits = text.Substring(payload, end - payload);
                return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Parse(text, end) is { ValueKind: JsonValueKind.Array } arguments
                    ? new(PacketKind.Acknowledged, arguments, id)
                    : default;
            case '4':
                return new(PacketKind.Refused, Parse(text, payload) ?? default);
            default:
                return default;
        }
    }

    private static int AfterDigits(string text, int start)
    {
        while (start < text.Length && text[start] is >= '0' and <= '9')
        {
            start++;
        }

        return start;
    }

    private static JsonElement? Parse(string text, int start)
    {
        try
        {
            return DeepJson.Parse(Encoding.UTF8.GetBytes(text.Substring(start)));
        }
        catch (JsonException)
        {
            // An unreadable frame is ignored; the next one may be fine.
            return null;
        }
    }
}

/// <summary>What a packet of Engine.IO 4, or of Socket.IO inside one, is for.</summary>
internal enum PacketKind
{
    /// <summary>Unknown or not needed; ignored.</summary>
    Ignored,

    /// <summary>The server opens the link and says how it pings.</summary>
    Open,

    /// <summary>The server closes the link.</summary>
    Close,

    /// <summary>The server wants a pong.</summary>
    Ping,

    /// <summary>The namespace is joined.</summary>
    Connected,

    /// <summary>The namespace is left.</summary>
    Disconnected,

    /// <summary>The server refuses the namespace.</summary>
    Refused,

    /// <summary>An event with its arguments.</summary>
    Event,

    /// <summary>The server's answer to a message of ours.</summary>
    Acknowledged,
}

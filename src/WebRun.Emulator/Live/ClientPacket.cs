using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Live;

/// <summary>A packet from a client, read from the text of one frame.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Space">The Socket.IO namespace; empty for the default one.</param>
/// <param name="AckId">The number under which the client awaits an answer.</param>
/// <param name="Json">Its content.</param>
internal sealed record ClientPacket(ClientPacketKind Kind, string Space = "", long? AckId = null, JsonNode? Json = null)
{
    private static readonly ClientPacket Unreadable = new(ClientPacketKind.Unreadable);

    public static ClientPacket Read(string text) => text switch
    {
        ['1', ..] => new ClientPacket(ClientPacketKind.Leave),
        ['3', ..] => new ClientPacket(ClientPacketKind.Pong),
        ['4', '0', ..] => ReadRest(ClientPacketKind.Join, text[2..]),
        ['4', '1', ..] => new ClientPacket(ClientPacketKind.Leave),
        ['4', '2', ..] => ReadRest(ClientPacketKind.Event, text[2..]),
        _ => Unreadable,
    };

    // What follows the types: /namespace, then the ack's number, then JSON; each may be missing.
    private static ClientPacket ReadRest(ClientPacketKind kind, string rest)
    {
        var space = "";
        if (rest.StartsWith('/'))
        {
            var comma = rest.IndexOf(',', StringComparison.Ordinal);
            space = comma < 0 ? rest : rest[..comma];
            rest = comma < 0 ? "" : rest[(comma + 1)..];
        }

        var json = rest.AsSpan().TrimStart("0123456789");
        long? ackId = null;
        if (json.Length < rest.Length)
        {
            if (!long.TryParse(rest.AsSpan(0, rest.Length - json.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return Unreadable;
            }

            ackId = number;
        }

        try
        {
            return new ClientPacket(kind, space, ackId, json.Length > 0 ? JsonFields.Parse(json.ToString()) : null);
        }
        catch (Refusal)
        {
            return Unreadable;
        }
    }
}

/// <summary>What a client may send.</summary>
internal enum ClientPacketKind
{
    /// <summary>Unreadable.</summary>
    Unreadable,

    /// <summary>The answer to a ping.</summary>
    Pong,

    /// <summary>The request to join a session.</summary>
    Join,

    /// <summary>An event.</summary>
    Event,

    /// <summary>The end.</summary>
    Leave,
}

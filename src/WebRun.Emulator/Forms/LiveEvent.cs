using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Forms;

/// <summary>
/// What the live links of a session hear: one event, or a run of them. The payloads are made when a link takes them, so that
/// a run of a million costs no memory; therefore they say only what does not change any more.
/// </summary>
/// <param name="Name">The event's name on the wire.</param>
/// <param name="Payload">Makes the payload of one event of the run, for a link to that address.</param>
/// <param name="Count">How many events it is.</param>
internal sealed record LiveEvent(string Name, Func<int, Uri, JsonObject?> Payload, int Count = 1)
{
    public static LiveEvent InstanceBack { get; } = new("instance:reconnected", (_, _) => null);

    public static LiveEvent InstanceLost(TimeSpan grace) =>
        new("instance:disconnected", (_, _) => new JsonObject { ["gracePeriod"] = (long)grace.TotalMilliseconds });

    public static LiveEvent SessionEnded(string reason) => new("end_session", (_, _) => new JsonObject { ["reason"] = reason });

    public static LiveEvent Message(Func<Uri, JsonObject> payload) => new("message", (_, baseUri) => payload(baseUri));

    public IEnumerable<SocketFrame> Frames(Uri baseUri) =>
        Enumerable.Range(0, Count).Select(index => SocketFrame.Event(Name, Payload(index, baseUri)));
}

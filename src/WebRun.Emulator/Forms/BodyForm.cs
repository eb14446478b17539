using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace WebRun.Emulator.Forms;

/// <summary>What the bytes of a JSON answer have beside its content.</summary>
internal static class BodyForm
{
    private const int Depth = 100;

    /// <summary>Changes the bytes of a JSON object as the forms ask.</summary>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json, IReadOnlyCollection<ServiceForm> forms, int oversized)
    {
        foreach (var form in forms)
        {
            json = form switch
            {
                ServiceForm.ByteOrderMark => Joined(Encoding.UTF8.GetPreamble(), json),
                ServiceForm.DeepUnknownField => WithField(json, $"\"unknown\":{new string('[', Depth)}{new string(']', Depth)}"),
                ServiceForm.DuplicateUnknownKey => WithField(json, """
                    "unheardOf":{"key":1,"key":2}
                    """),
                ServiceForm.Oversized => Padded(json, oversized),
                _ => json,
            };
        }

        return json;
    }

    /// <summary>Lets it grow to a size by one long field at its end.</summary>
    public static ReadOnlyMemory<byte> Padded(ReadOnlyMemory<byte> json, int size)
    {
        var missing = size - json.Length - ""","padding":""}""".Length + 1;
        return missing <= 0 ? json : WithField(json, $"\"padding\":\"{new string('x', missing)}\"");
    }

    // At the end, so that the ids stay where a reader who stops early has them.
    private static ReadOnlyMemory<byte> WithField(ReadOnlyMemory<byte> json, string field) =>
        Joined(json[..^1], Encoding.UTF8.GetBytes($",{field}}}"));

    private static ReadOnlyMemory<byte> Joined(params ReadOnlyMemory<byte>[] parts)
    {
        var whole = new byte[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(whole.AsMemory(at));
            at += part.Length;
        }

        return whole;
    }
}

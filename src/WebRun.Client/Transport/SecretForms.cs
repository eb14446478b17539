using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace WebRun.Transport;

/// <summary>All that a text may hold of a key and of secrets: each as it is, and in Base64, under any layers of escapes.</summary>
internal sealed class SecretForms
{
    // In JSON that is text in JSON, in an address in HTML.
    private const int MaxLayers = 4;

    // A shorter part of a Base64 text stands in another one by chance.
    private const int MinBase64 = 6;
    private const string Base64Signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
    private static readonly byte[] Base64 = Encoding.ASCII.GetBytes(Base64Signs);
    private readonly List<Form> _forms = [];

    /// <summary>Adds a secret.</summary>
    /// <param name="secret">The secret, as it is.</param>
    /// <param name="shown">What is shown in its place.</param>
    public void Add(string secret, string shown)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var forms = new List<byte[]> { bytes };
        forms.AddRange(InBase64(bytes).SelectMany(text => new[] { text, text.Replace('+', '-').Replace('/', '_') }).Select(Encoding.ASCII.GetBytes));
        for (var at = 0; at < forms.Count; at++)
        {
            var isBase64 = at > 0;
            var form = forms[at];

            // What looks like an escape in a secret is undone in the text, too.
            for (var layer = 0; form is not null && layer < MaxLayers; layer++)
            {
                if (!_forms.Any(known => known.Bytes.AsSpan().SequenceEqual(form)))
                {
                    _forms.Add(new(form, shown, secret.Length, isBase64));
                }

                form = Decoded(form);
            }
        }
    }

    /// <summary>True if the text holds one of them.</summary>
    public bool IsIn(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || _forms.Count == 0)
        {
            return false;
        }

        if (IsPlainIn(text))
        {
            return true;
        }

        if (text.IndexOfAny("%\\&+"u8) < 0)
        {
            return false;
        }

        var buffer = new byte[text.Length];
        var length = EncodedText.Decode(text, buffer);
        for (var layer = 1; length is { } count; layer++)
        {
            if (IsPlainIn(buffer.AsSpan(0, count)))
            {
                return true;
            }

            length = layer < MaxLayers ? EncodedText.Decode(buffer.AsSpan(0, count), buffer) : null;
        }

        return false;
    }

    /// <summary>Where the text holds them, in order and apart; none if it does not.</summary>
    public List<Find> In(ReadOnlySpan<byte> text)
    {
        var found = new List<Find>();
        var layers = new List<List<EncodedText.Part>>();
        var current = text.ToArray();
        Search(current, layers, found);
        while (layers.Count < MaxLayers)
        {
            var parts = new List<EncodedText.Part>();
            if (EncodedText.Decode(current, current, parts) is not { } length)
            {
                break;
            }

            Array.Resize(ref current, length);
            layers.Add(parts);
            Search(current, layers, found);
        }

        return Apart(found);
    }

    private static List<Find> Apart(List<Find> found)
    {
        var apart = new List<Find>();
        foreach (var next in found.OrderBy(find => find.Start).ThenByDescending(find => find.End))
        {
            if (apart.Count > 0 && apart[apart.Count - 1] is var last && next.Start < last.End)
            {
                apart[apart.Count - 1] = last with { End = Math.Max(last.End, next.End), SecretLength = Math.Max(last.SecretLength, next.SecretLength) };
            }
            else
            {
                apart.Add(next);
            }
        }

        return apart;
    }

    private static byte[]? Decoded(byte[] form)
    {
        var decoded = new byte[form.Length];
        return EncodedText.Decode(form, decoded) is { } length ? decoded.AsSpan(0, length).ToArray() : null;
    }

    /// <summary>What of a secret's Base64 depends on the secret alone, at each of the three places that it can have among other bytes.</summary>
    private static IEnumerable<string> InBase64(byte[] secret)
    {
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. secret]).TrimEnd('=');
            var (start, end) = (((before * 8) + 5) / 6, (before + secret.Length) * 8 / 6);
            if (end - start >= MinBase64)
            {
                yield return text.Substring(start, end - start);
            }
            else if (before == 0)
            {
                yield return text;
            }
        }
    }

    private bool IsPlainIn(ReadOnlySpan<byte> text)
    {
        foreach (var form in _forms)
        {
            if (text.IndexOf(form.Bytes) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Search(ReadOnlySpan<byte> text, List<List<EncodedText.Part>> layers, List<Find> found)
    {
        foreach (var form in _forms)
        {
            for (var from = 0; text.Slice(from).IndexOf(form.Bytes) is var next and >= 0;)
            {
                var (start, end) = (from + next, from + next + form.Bytes.Length);
                from = end;
                (start, end) = form.IsBase64 ? WithEdges(text, start, end) : (AfterBackslash(text, start), end);
                for (var layer = layers.Count - 1; layer >= 0; layer--)
                {
                    (start, end) = (Source(layers[layer], start, isEnd: false), Source(layers[layer], end - 1, isEnd: true));
                }

                found.Add(new(start, end, form.Shown, form.SecretLength));
            }
        }
    }

    /// <summary>With the two signs that hold bits of the secret beside others, and the padding.</summary>
    private static (int Start, int End) WithEdges(ReadOnlySpan<byte> text, int start, int end)
    {
        start -= start > 0 && Base64.AsSpan().IndexOf(text[start - 1]) >= 0 ? 1 : 0;
        end += end < text.Length && Base64.AsSpan().IndexOf(text[end]) >= 0 ? 1 : 0;
        while (end < text.Length && text[end] == '=')
        {
            end++;
        }

        return (start, end);
    }

    /// <summary>With the backslash before it, which may make an escape of its first sign, and which would make one of what is shown instead.</summary>
    private static int AfterBackslash(ReadOnlySpan<byte> text, int start)
    {
        var before = start;
        while (before > 0 && text[before - 1] == '\\')
        {
            before--;
        }

        return (start - before) % 2 == 0 ? start : start - 1;
    }

    /// <summary>Where a byte of the decoded text begins, or ends, in its source.</summary>
    private static int Source(List<EncodedText.Part> parts, int at, bool isEnd)
    {
        var (low, high) = (0, parts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = parts[middle].At <= at ? (middle + 1, high) : (low, middle);
        }

        if (low == 0)
        {
            return isEnd ? at + 1 : at;
        }

        var part = parts[low - 1];
        return at < part.At + part.Length
            ? part.SourceAt + (isEnd ? part.SourceLength : 0)
            : part.SourceAt + part.SourceLength + at - part.At - part.Length + (isEnd ? 1 : 0);
    }

    private readonly record struct Form(byte[] Bytes, string Shown, int SecretLength, bool IsBase64);

    /// <summary>A part of a text that holds a secret.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="Shown">What is shown in its place.</param>
    /// <param name="SecretLength">The secret's own length in characters.</param>
    public readonly record struct Find(int Start, int End, string Shown, int SecretLength);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace WebRun.Transport;

/// <summary>Finds a key and secrets in a text: each as it is, and in Base64, under any layers of escapes.</summary>
internal sealed class SecretForms
{
    // Such as an address in HTML in a result of JSON, which is text in the JSON of an answer. Without a limit, "%25252525…" would take the square of its length.
    private const int MaxLayers = 6;

    // A shorter part of a Base64 text stands in another one by chance.
    private const int MinBase64 = 6;

    // A text that holds more is little else, and the list of them would take many times its memory.
    private const int MaxFinds = 100_000;
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly List<Form> _forms = [];

    private static ReadOnlySpan<byte> Base64Signs => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"u8;

    /// <summary>Adds a secret.</summary>
    /// <param name="secret">The secret, as it is.</param>
    /// <param name="shown">What is shown in its place.</param>
    public void Add(string secret, string shown)
    {
        if (!_secrets.Add(secret))
        {
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(secret);
        byte[][] inBase64 = [.. InBase64(bytes).SelectMany(text => new[] { text, text.Replace('+', '-').Replace('/', '_') }).Distinct(StringComparer.Ordinal).Select(Encoding.ASCII.GetBytes)];
        foreach (var (form, isBase64) in inBase64.Select(form => (form, true)).Append((bytes, false)))
        {
            // What looks like an escape in it is undone in the text, too.
            int? length = form.Length;
            for (var layer = 0; length is { } count && layer < MaxLayers; layer++)
            {
                _forms.Add(new(form.AsSpan(0, count).ToArray(), shown, secret.Length, isBase64));
                length = EncodedText.Decode(form.AsSpan(0, count), []);
            }
        }
    }

    /// <summary>True if the text holds one of them.</summary>
    public bool IsIn(ReadOnlySpan<byte> text) => Search(text, null);

    /// <summary>Where the text holds them, in order and apart; none if it does not, and the whole text if they are too many.</summary>
    public List<Find> In(ReadOnlySpan<byte> text)
    {
        var found = new List<Find>();
        if (Search(text, found))
        {
            return [found[0] with { Start = 0, End = text.Length }];
        }

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

    /// <summary>Searches a text and what is under its escapes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Receives all finds, until they are too many; null to stop at the first.</param>
    /// <returns>True if it stopped.</returns>
    private bool Search(ReadOnlySpan<byte> text, List<Find>? found)
    {
        int[] starts = found is null ? [] : [.. Enumerable.Range(0, text.Length + 1)];
        if (SearchLayer(text, starts, found))
        {
            return true;
        }

        if (text.IndexOfAny("%\\&+"u8) < 0)
        {
            return false;
        }

        var decoded = text.ToArray().AsSpan();
        for (var layer = 0; layer < MaxLayers && EncodedText.Decode(decoded, starts) is { } length; layer++)
        {
            decoded = decoded.Slice(0, length);
            starts = found is null ? starts : starts.AsSpan(0, length + 1).ToArray();
            if (SearchLayer(decoded, starts, found))
            {
                return true;
            }
        }

        return false;
    }

    private bool SearchLayer(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts, List<Find>? found)
    {
        foreach (var form in _forms)
        {
            var (start, end) = (0, 0);
            while (text.Slice(end).IndexOf(form.Bytes) is var next and >= 0)
            {
                (start, end) = (end + next, end + next + form.Bytes.Length);
                if (form.IsNumber && IsPartOfNumber(text, start, end))
                {
                    continue;
                }

                if (found is null)
                {
                    return true;
                }

                var (first, last) = form.IsBase64 ? WithEdges(text, start, end) : (start, end);
                found.Add(new(starts[AfterBackslash(text, first)], starts[last], form.Shown, form.SecretLength));
                if (found.Count > MaxFinds)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True for digits in a longer number: it holds these by chance, and is another number.</summary>
    private static bool IsPartOfNumber(ReadOnlySpan<byte> text, int start, int end)
    {
        return IsDigit(text, start - 1) || IsDigit(text, end) || (IsPoint(text, start - 1) && IsDigit(text, start - 2)) || (IsPoint(text, end) && IsDigit(text, end + 1));

        static bool IsDigit(ReadOnlySpan<byte> text, int at) => at >= 0 && at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9';

        static bool IsPoint(ReadOnlySpan<byte> text, int at) => at >= 0 && at < text.Length && text[at] == '.';
    }

    /// <summary>With the two signs that hold bits of the secret beside others, and the padding.</summary>
    private static (int Start, int End) WithEdges(ReadOnlySpan<byte> text, int start, int end)
    {
        start -= start > 0 && Base64Signs.IndexOf(text[start - 1]) >= 0 ? 1 : 0;
        end += end < text.Length && Base64Signs.IndexOf(text[end]) >= 0 ? 1 : 0;
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

    private sealed record Form(byte[] Bytes, string Shown, int SecretLength, bool IsBase64)
    {
        // Or a date, or the like.
        public bool IsNumber { get; } = Array.TrueForAll(Bytes, sign => sign is (>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-');
    }

    /// <summary>A part of a text that holds a secret.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="Shown">What is shown in its place.</param>
    /// <param name="SecretLength">The secret's own length in characters.</param>
    public readonly record struct Find(int Start, int End, string Shown, int SecretLength);
}

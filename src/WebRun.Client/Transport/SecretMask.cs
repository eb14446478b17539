using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security;
using System.Text;
using System.Text.Json;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Schemas;

namespace WebRun.Transport;

/// <summary>Masks the key and secrets in what the service says, however they are encoded there. Everything else stays byte for byte. Thread-safe.</summary>
/// <param name="key">The key; null for none.</param>
/// <param name="secrets">The secrets. Shorter ones than <see cref="MinLength"/> are left: they appear in any text by chance, and removing one would destroy data and reveal it.</param>
internal sealed class SecretMask(ApiKey? key, IReadOnlyList<SecureString> secrets)
{
    /// <summary>Replaces a secret.</summary>
    public const string Hidden = "***";

    /// <summary>The length of the shortest secret that is masked, in characters.</summary>
    public const int MinLength = 4;

    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    // In plain text only until the next garbage collection, and not made anew for each of many events.
    private readonly WeakReference<SecretForms?> _forms = new(null);

    /// <summary>The same with more secrets.</summary>
    public SecretMask With(IReadOnlyList<SecureString> more) => more.Count == 0 ? this : new(key, [.. secrets, .. more]);

    /// <summary>A text without them.</summary>
    public string Text(string text)
    {
        var (forms, bytes) = (Forms(), Encoding.UTF8.GetBytes(text));
        return forms.IsIn(bytes) ? Encoding.UTF8.GetString(Without(bytes, forms.In(bytes))) : text;
    }

    /// <summary>True if a text holds one of them.</summary>
    public bool IsIn(string text) => Forms().IsIn(Encoding.UTF8.GetBytes(text));

    /// <summary>An answer without them: JSON stays JSON, with the same fields. What is not JSON, or breaks off, is a text from there on.</summary>
    public ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> body)
    {
        var forms = Forms();
        return forms.IsIn(body.Span) ? Json(forms, ServiceResponse.WithoutMark(body).Span) : body;
    }

    /// <summary>What an event brings, without them.</summary>
    public JsonElement Json(JsonElement payload)
    {
        if (payload.ValueKind == JsonValueKind.Undefined)
        {
            return payload;
        }

        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes(payload.GetRawText());
        var masked = Body(json);
        return masked.Equals(json) ? payload : DeepJson.Parse(masked);
    }

    private SecretForms Forms()
    {
        if (_forms.TryGetTarget(out var forms) && forms is not null)
        {
            return forms;
        }

        forms = new SecretForms();
        if (key is not null)
        {
            forms.Add(key.Reveal(), key.Masked);
        }

        foreach (var secret in secrets.Where(secret => secret.Length >= MinLength))
        {
            forms.Add(secret.Reveal(), Hidden);
        }

        _forms.SetTarget(forms);
        return forms;
    }

    private static byte[] Json(SecretForms forms, ReadOnlySpan<byte> json)
    {
        using var masked = new MemoryStream(json.Length);
        var reader = new Utf8JsonReader(json, isFinalBlock: true, new JsonReaderState(AnyDepth));
        var done = 0;
        string? name = null;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    name = TextOf(ref reader);
                }

                if (Token(forms, ref reader, name) is { } token)
                {
                    Write(masked, json.Slice(done, (int)reader.TokenStartIndex - done));
                    Write(masked, token);

                    // A name's colon belongs to it for the reader.
                    done = (int)reader.TokenStartIndex + reader.ValueSpan.Length + (reader.TokenType == JsonTokenType.Number ? 0 : 2);
                }

                name = reader.TokenType == JsonTokenType.PropertyName ? name : null;
            }

            Write(masked, json.Slice(done));
        }
        catch (JsonException)
        {
            var rest = json.Slice(done);
            Write(masked, Without(rest, forms.In(rest)));
        }

        return masked.ToArray();
    }

    /// <summary>What stands in place of a name, text or number that holds a secret; null if it may stay.</summary>
    /// <param name="forms">The secrets.</param>
    /// <param name="reader">Stands at it.</param>
    /// <param name="name">It, if it is a name, otherwise the name of its field; null for an item of a list, and for what cannot be read.</param>
    private static byte[]? Token(SecretForms forms, ref Utf8JsonReader reader, string? name)
    {
        if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String or JsonTokenType.Number) || !forms.IsIn(reader.ValueSpan))
        {
            return null;
        }

        return reader.TokenType switch
        {
            JsonTokenType.PropertyName => name is not null && ShownNames.IsKnown(name) ? null : Quoted(forms, name, field: null),
            JsonTokenType.String => TextOf(ref reader) is var text && text is not null && ServiceWords.IsWord(text) ? null : Quoted(forms, text, name),

            // Part of a number is one by chance.
            _ => !ServiceWords.IsFigure(name) && forms.In(reader.ValueSpan) is [{ Start: 0 } find] && find.End == reader.ValueSpan.Length ? Quoted(find.Shown) : null,
        };
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // It is not valid Unicode, such as half an emoji, and nothing can be found in it for sure.
            return null;
        }
    }

    private static byte[]? Quoted(SecretForms forms, string? text, string? field)
    {
        if (text is null)
        {
            return Quoted(Hidden);
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var finds = forms.In(bytes);
        finds.RemoveAll(find => find.Shown == Hidden && ServiceWords.IsByChance(field, find.SecretLength));
        return finds.Count == 0 ? null : Quoted(Encoding.UTF8.GetString(Without(bytes, finds)));
    }

    private static byte[] Quoted(string text) => [(byte)'"', .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, (byte)'"'];

    private static byte[] Without(ReadOnlySpan<byte> text, List<SecretForms.Find> finds)
    {
        using var masked = new MemoryStream(text.Length);
        var done = 0;
        foreach (var find in finds)
        {
            var quote = QuoteBefore(text, find.Start);
            Write(masked, text.Slice(done, find.Start - done));
            Write(masked, quote);
            Write(masked, Encoding.UTF8.GetBytes(find.Shown));
            Write(masked, quote);
            done = find.End;
        }

        Write(masked, text.Slice(done));
        return masked.ToArray();
    }

    /// <summary>The quote of a field's name, with its backslashes, if its value begins here without one: that is a number in JSON, which what is shown instead is not.</summary>
    private static ReadOnlySpan<byte> QuoteBefore(ReadOnlySpan<byte> text, int start)
    {
        var before = text.Slice(0, WithoutEnd(text, start, (byte)' '));
        if (!before.EndsWith(":"u8))
        {
            return default;
        }

        before = before.Slice(0, WithoutEnd(before, before.Length - 1, (byte)' '));
        var sign = before.EndsWith("\""u8) ? 1 : before.EndsWith("u0022"u8) ? 5 : 0;
        return sign == 0 ? default : before.Slice(WithoutEnd(before, before.Length - sign, (byte)'\\'));
    }

    private static int WithoutEnd(ReadOnlySpan<byte> text, int end, byte sign)
    {
        while (end > 0 && text[end - 1] == sign)
        {
            end--;
        }

        return end;
    }

    private static void Write(MemoryStream to, ReadOnlySpan<byte> bytes)
    {
#if NETSTANDARD2_0
        var copy = bytes.ToArray();
        to.Write(copy, 0, copy.Length);
#else
        to.Write(bytes);
#endif
    }
}

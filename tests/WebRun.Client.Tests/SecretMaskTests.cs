using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using WebRun.Transport;

namespace WebRun.Client.Tests;

/// <summary>What the service repeats is found in every encoding, and nothing else changes.</summary>
public class SecretMaskTests
{
    private const string Key = FakeService.Key;

    private static readonly Gen<string> Secrets = Gen.OneOf(
        Const("hunter22", "p\"w&+ä/%<b>\\n 1", "abcd\\", "C:\\new", "äöüß", "100%25", "a+b c&amp;d", "🙂🙂🙂🙂", "'\"<>&%\\+ /", "\tta\nb", "tnbrf\\u0041", "=====", "Bearer x y"),
        Gen.String[Gen.Char[' ', '\u00ff'], 6, 40].Where(text => text.Trim().Length > 5));

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One layer of an encoding that a page, an address or a program may put a text in.</summary>
    private static readonly Dictionary<string, Func<string, string>> Encodings = new(StringComparer.Ordinal)
    {
        ["as it is"] = text => text,
        ["address"] = Uri.EscapeDataString,
        ["form"] = WebUtility.UrlEncode,
        ["every byte"] = text => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => "%" + b.ToString("x2", CultureInfo.InvariantCulture))),
        ["JSON"] = text => JsonEncodedText.Encode(text).ToString(),
        ["relaxed JSON"] = text => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        ["every unit"] = text => string.Concat(text.Select(c => "\\u" + ((int)c).ToString("X4", CultureInfo.InvariantCulture))),
        ["HTML"] = WebUtility.HtmlEncode,
        ["every entity"] = text => string.Concat(text.EnumerateRunes().Select(rune => FormattableString.Invariant($"&#{rune.Value};"))),
        ["every hexadecimal entity"] = text => string.Concat(text.EnumerateRunes().Select(rune => FormattableString.Invariant($"&#x{rune.Value:x};"))),
        ["Base64"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        ["Base64 after one byte"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + text + ":")),
        ["Base64 after two bytes"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes("::" + text)),
        ["Base64 of addresses"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
    };

    public static TheoryData<string> EncodingNames => [.. Encodings.Keys];

    [Theory]
    [MemberData(nameof(EncodingNames))]
    public void Secret_is_found_in_any_encoding_and_in_any_other_around_it(string name)
    {
        var inner = Encodings[name];
        Gen.Select(Secrets, Const([.. Encodings.Keys.Where(other => !other.StartsWith("Base64", StringComparison.Ordinal))])).Sample(
            (secret, outer) =>
            {
                var text = Encodings[outer](inner(secret));

                var masked = Mask(secret).Text($"before ({text}) after");

                // What stood around it in the same Base64 text may stay.
                Assert.Matches(name.Contains("after", StringComparison.Ordinal) ? @"^before \(\S{0,48}\*\*\*\S{0,48}\) after$" : @"^before \(\*\*\*\) after$", masked);
            },
            iter: 200);
    }

    [Fact]
    public void Answer_keeps_everything_but_what_is_masked()
    {
        var mask = Mask("hunter22", "4711", "completed", "data", "reason", "0.04", "-250");
        const string Json = """
            {"type":"task_completed","status":"completed","sessionId":"s-4711-ab","pollUrl":"https://x/task/s-4711-ab/t1","completedAt":"4711-01-01","timestamp":4711,"hunter22":1,
            "data":{"message":"pin 4711, \"hunter22\" \ud83d\ude42 \ud83d","code":4711,"price":47110,"nested":["hunter22",{"a":"the data is completed"}]},"n":1.50e3,  "x":null,"reason":"x","usage":{"inputTokens":4711,"cost":0.04},"n2":-4711}
            """;

        var masked = Encoding.UTF8.GetString(mask.Body(Encoding.UTF8.GetBytes(Json)).ToArray());

        Assert.Equal("""
            {"type":"task_completed","status":"completed","sessionId":"s-4711-ab","pollUrl":"https://x/task/s-4711-ab/t1","completedAt":"4711-01-01","timestamp":4711,"***":1,
            "data":{"message":"***","code":"***","price":47110,"nested":["***",{"a":"the *** is ***"}]},"n":1.50e3,  "x":null,"reason":"x","usage":{"inputTokens":4711,"cost":0.04},"n2":-4711}
            """, masked);
    }

    /// <summary>The JSON of a result is text in the answer, and may stand in a fence or be text once more.</summary>
    [Fact]
    public void JSON_in_a_text_stays_JSON_and_keeps_other_numbers() => Gen.Select(Const("4711", "0.47", "-250", "hunter22", "p\"w\\", "true"), Gen.Int[0, 3], Gen.Bool).Sample((secret, depth, isRelaxed) =>
    {
        var options = isRelaxed ? Relaxed : JsonSerializerOptions.Default;
        var inner = "{\"text\": " + JsonSerializer.Serialize("x\\" + secret, options) + ", \"pin\": 4711, \"min\" :4711,\"yes\":true,\"n\":[47110, 0.4711, 4711.5, 84711, -2501, 10.47],\"order\":\"47112\"}";
        var text = inner;
        for (var layer = 0; layer < depth; layer++)
        {
            text = "{\"a\":" + JsonSerializer.Serialize(text, options) + "}";
        }

        var masked = JsonSerializer.Deserialize<JsonElement>(Mask(secret).Body(JsonSerializer.SerializeToUtf8Bytes(new { data = new { message = $"Here:\n```json\n{text}\n```" } }, options)).Span);

        text = masked.GetProperty("data").GetProperty("message").GetString()![14..^4];
        for (var layer = 0; layer < depth; layer++)
        {
            text = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("a").GetString()!;
        }

        var result = JsonSerializer.Deserialize<JsonElement>(text);
        var (pin, yes) = (secret == "4711" ? "\"***\"" : "4711", secret == "true" ? "\"***\"" : "true");
        Assert.Equal($"{pin} {pin} {yes} [47110, 0.4711, 4711.5, 84711, -2501, 10.47] \"47112\"", string.Join(' ', from name in "pin min yes n order".Split(' ') select result.GetProperty(name).GetRawText()));
        Assert.Equal("x***", result.GetProperty("text").GetString()!.Replace("x\\***", "x***", StringComparison.Ordinal));
    });

    [Fact]
    public void Ids_of_a_session_and_a_task_hide_behind_no_secret_but_never_show_the_key()
    {
        var masked = Encoding.UTF8.GetString(Mask("s-longer-than-8", "t1-other").Body(Encoding.UTF8.GetBytes(
            $$$"""{"sessionId":"s-longer-than-8","taskId":"t1-other","pollUrl":"https://x/task/s-longer-than-8/t1-other","id":"t1-other","inner":{"taskId":"{{{Key}}}"}}""")).ToArray());

        Assert.Equal($$$"""{"sessionId":"s-longer-than-8","taskId":"t1-other","pollUrl":"https://x/task/s-longer-than-8/t1-other","id":"***","inner":{"taskId":"enig_\u2026{{{Key[^4..]}}}"}}""", masked);
    }

    [Fact]
    public void Answer_without_a_secret_is_the_same_bytes() => Gen.String.Array[0, 8].Sample(texts =>
    {
        ReadOnlyMemory<byte> body = JsonSerializer.SerializeToUtf8Bytes(texts);
        Assert.True(Mask("hunter22").Body(body).Equals(body));
    });

    [Fact]
    public void Any_JSON_with_secrets_stays_JSON_of_the_same_shape() => Gen.Select(Secrets, Gen.String.Array[1, 8], Gen.Bool).Sample((secret, texts, isRelaxed) =>
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(texts.Select(text => text + "\\ (" + secret + ") \\" + text), isRelaxed ? Relaxed : JsonSerializerOptions.Default);

        var masked = JsonSerializer.Deserialize<string[]>(Mask(secret).Body(json).Span)!;

        Assert.Equal(texts.Length, masked.Length);
        Assert.All(masked, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    });

    [Theory]
    [InlineData("""{"error":"hunter22 """, """{"error":"*** """)]
    [InlineData("<b>hunter22</b> &#104;unter22", "<b>***</b> ***")]
    [InlineData("a&%68unter22&lt;b&hunter%32%32;", "a&***&lt;b&***;")]
    [InlineData("\uFEFF{\"a\":\"hunter22\"}", "{\"a\":\"***\"}")]
    [InlineData("""{"a":"x\\hunter22 C:\\hunter22"}""", """{"a":"x*** C:***"}""")]
    public void What_is_no_whole_JSON_is_masked_too(string body, string shown) => Assert.Equal(shown, Encoding.UTF8.GetString(Mask("hunter22").Body(Encoding.UTF8.GetBytes(body)).ToArray()));

    [Fact]
    public void All_secrets_of_a_session_are_remembered_for_its_service_in_every_client()
    {
        var here = new WebRunClientOptions { BaseUri = new Uri("https://remembered.example") };
        var words = Enumerable.Range(0, 200).Select(n => FormattableString.Invariant($"word-{n:000}")).ToArray();
        new KnownSecrets(here).Keep("s1", [.. words.Take(150).Select(Secure)]);
        new KnownSecrets(here).Keep("s1", [.. words.Skip(100).Select(Secure)]);

        Assert.All(words, word => Assert.Equal("***", new KnownSecrets(here).Of("s1").Text(word)));
        Assert.Equal(words[0], new KnownSecrets(here).Of("s2").Text(words[0]));
        Assert.Equal(words[0], new KnownSecrets(here with { BaseUri = new Uri("https://other.example") }).Of("s1").Text(words[0]));
    }

    [Fact]
    public void Text_of_little_but_secrets_is_masked_as_a_whole()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { message = string.Concat(Enumerable.Repeat("hunter22 ", 200_000)), more = "a hunter22" });

        Assert.Equal("""{"message":"***","more":"a ***"}""", Encoding.UTF8.GetString(Mask("hunter22").Body(body).Span));
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("abcd", "***")]
    public void Secret_under_four_characters_is_left(string secret, string shown) => Assert.Equal($"an {shown} word", Mask(secret).Text($"an {secret} word"));

    [Fact]
    public void Key_is_shown_masked_in_any_encoding() => Assert.All(Encodings.Values, encode => Assert.Matches(@"^\(\w{0,2}enig_…" + Key[^4..] + @"(g==)?\)$", Mask().Text($"({encode(Key)})")));

    private static Gen<string> Const(params string[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static SecretMask Mask(params string[] secrets) => new(new ApiKey(Key), [.. secrets.Select(Secure)]);

    private static SecureString Secure(string secret) => new NetworkCredential("", secret).SecurePassword;
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Change = System.Func<byte[], byte[]>;

namespace WebRun.Client.Tests;

/// <summary>What may become of a good JSON text on a bad way: changes by its structure, and by its bytes.</summary>
internal static class Mutations
{
    /// <summary>Values that no documentation has.</summary>
    private static readonly Gen<string> OddValue = Gen.Frequency(
        (4, Gen.OneOf(
            "null", "true", "false", "0", "-1", "7.5", "-0.0", "1e15", "1e308", "-1e308", "1e999", "1e-400", "2147483648", "9223372036854775808", "253402300799999", "253402300800000",
            "123456789012345678901234567890", "\"\"", "\"1e400\"", "\"NaN\"", "\"Infinity\"", "\"-5\"", "\" 12 \"", "\"true\"", "[]", "{}", "[null]", "{\"\":{}}", "[{},[],5]")),
        (2, Gen.OneOf(
            "\"\\ud800\"", "\"\\udfff\\ud800 x\"", "\"a\\u0000b\"", "\"\u202e\u200b\ufeff\"", "\"日本 \U0001f600 \u0308\"", "\"\\/\\b\\f\\n\\r\\t\"", "\"\\x\"", "\"\\u12\"", "\"open", "NaN", "undefined", "'x'", "01", "+1", ".5")),
        (2, Gen.OneOf(
            "\"task_completed\"", "\"completed\"", "\"failed\"", "\"running\"", "\"terminated\"", "\"guardrail_trigger\"", "\"stopped\"", "\"SESSION_LIMIT_REACHED\"", "\"INVALID_API_KEY\"",
            "\"9999-12-31T23:59:59.9999999-14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"2026-02-30\"", "\"../../x\"", "\"http://[\"", "\"file:///etc\"", "\"s/1\"", "\"..\"")),
        (2, Gen.OneOf($"\"{FakeService.Key}\"", $"\"Bearer {FakeService.Key}\"", $"[\"x {FakeService.Key}\"]", $"{{\"{FakeService.Key}\":1}}")),
        (1, Gen.Select(Gen.Int[1, 20_000], Gen.Char["a \\\"é"], (length, c) => "\"" + new string(c, length) + "\"")),
        (1, Gen.Select(Gen.OneOf(1, 63, 64, 65, 1000), Gen.OneOf(("[", "]"), ("{\"result\":", "}"), ("{\"data\":", "}")), (depth, pair) => Nested("1", depth, pair))));

    private static readonly Gen<string> OddField = Gen.Select(
        Gen.OneOf("\"\\ud800\"", "\"\"", "\"\\u0074ype\"", "\"Status\"", "\"result\"", "\"data\"", "\"usage\"", "\"__proto__\"", "\"\\udc00files\"", $"\"{FakeService.Key}\""),
        OddValue,
        (name, value) => $"{name}:{value}");

    private static readonly Gen<byte[]> Junk = Gen.OneOf<byte[]>(
        Gen.Byte.Array[1, 8],
        Gen.OneOf("\0", "\\", "\"", "{", "}", "[", "]", ",", ":", "\\ud83d", "<html>", "\r\n", FakeService.Key).Select(Encoding.UTF8.GetBytes),
        Gen.OneOf<byte[]>([0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF8, 0x88]));

    private static readonly Gen<int> Place = Gen.Int[0, int.MaxValue];

    private static readonly Gen<Change> Any = Gen.Frequency<Change>(
        (6, Gen.Select(Place, OddValue, Replace)),
        (2, Gen.Select(Place, Gen.OneOf(1, 2, 62, 63, 64, 5000), Gen.OneOf(("[", "]"), ("{\"result\":", "}"), ("{\"x\":", "}")), Wrap)),
        (2, Gen.Select(Place, OddField, AddField)),
        (2, Gen.Select(Place, Gen.Frequency((9, Gen.Int[1, 3]), (1, Gen.Int[100, 1000])), RepeatField)),
        (2, Gen.Select(Place, DropField)),
        (1, Gen.Select(Place, Place, CopyValue)),
        (1, Gen.Select(Place, Gen.Int[0, 7], FlipBit)),
        (1, Gen.Select(Place, Gen.Int[1, 40], CutOut)),
        (1, Gen.Select(Place, CutOff)),
        (2, Gen.Select(Place, Junk, Insert)),
        (1, Gen.Select(Place, Gen.Int[1, 100], Gen.Frequency((9, Gen.Int[1, 3]), (1, Gen.Int[100, 1000])), RepeatPart)));

    /// <summary>A good text after one to four changes, mostly few: what is broken through and through is only refused.</summary>
    public static Gen<byte[]> Of(Gen<string> good) =>
        Gen.Select(good, Gen.OneOf(Any.Array[1], Any.Array[1, 4]), (text, changes) => changes.Aggregate(Encoding.UTF8.GetBytes(text), (json, change) => change(json)));

    private static Change Replace(int place, string value) => json =>
        Pick(new JsonParts(json).Values, place) is { } at ? Splice(json, at, Bytes(value)) : json;

    private static Change Wrap(int place, int depth, (string, string) pair) => json =>
        Pick(new JsonParts(json).Values, place) is { } at ? Splice(json, at, Bytes(Nested(Encoding.UTF8.GetString(json[at]), depth, pair))) : json;

    private static Change AddField(int place, string field) => json =>
        Pick(new JsonParts(json).Fields, place) is { } at ? Splice(json, at.Start..at.Start, Bytes(field + ",")) : json;

    private static Change RepeatField(int place, int times) => json =>
        Pick(new JsonParts(json).Fields, place) is { } at ? Splice(json, at.Start..at.Start, [.. Enumerable.Repeat<byte[]>([.. json[at].Take(200), (byte)','], times).SelectMany(b => b)]) : json;

    private static Change DropField(int place) => json =>
        Pick(new JsonParts(json).Fields, place) is not { } at ? json
        : at.End.Value < json.Length && json[at.End.Value] == ',' ? Splice(json, at.Start..(at.End.Value + 1), [])
        : Splice(json, at, []);

    private static Change CopyValue(int from, int to) => json =>
        new JsonParts(json).Values is var values && Pick(values, from) is { } source && Pick(values, to) is { } target ? Splice(json, target, json[source]) : json;

    private static Change FlipBit(int place, int bit) => json =>
    {
        var changed = json.ToArray();
        if (changed.Length > 0)
        {
            changed[place % changed.Length] ^= (byte)(1 << bit);
        }

        return changed;
    };

    private static Change CutOut(int place, int length) => json => Splice(json, Part(json, place, length), []);

    private static Change CutOff(int place) => json => json[..(place % (json.Length + 1))];

    private static Change Insert(int place, byte[] junk) => json => Splice(json, Part(json, place, 0), junk);

    private static Change RepeatPart(int place, int length, int times) => json =>
        Part(json, place, length) is var at ? Splice(json, at.Start..at.Start, [.. Enumerable.Repeat(json[at], times).SelectMany(b => b)]) : json;

    private static Range Part(byte[] json, int place, int length) => place % (json.Length + 1) is var start ? start..Math.Min(start + length, json.Length) : default;

    private static Range? Pick(List<Range> parts, int place) => parts.Count == 0 ? null : parts[place % parts.Count];

    private static byte[] Splice(byte[] json, Range at, byte[] by) => [.. json.AsSpan(0, at.Start.Value), .. by, .. json.AsSpan(at.End.Value)];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Nested(string value, int depth, (string Begin, string End) pair) =>
        string.Concat(Enumerable.Repeat(pair.Begin, depth)) + value + string.Concat(Enumerable.Repeat(pair.End, depth));
}

using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using WebRun.Mcp;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>A JSON text with comments is edited in place: what is not meant stays as it is, byte for byte.</summary>
public class JsoncTests
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 1000 };

    // White space and comments, the latter numbered below so that each can be told apart.
    private static readonly Gen<string> Blank = OneOf("", "", " ", "\n", "\n  ", "\r\n\t", " /*#*/ ", " // # \"{},[\n", "/* # \n */\n    ", "//#\r\n");

    private static readonly Gen<string> Name = OneOf("a", "b", "mcpServers", "webrun", "servers", "\\u0061", "ö€", "x\\\"y", "");

    private static readonly Gen<string> Scalar = OneOf("1", "-2.5e3", "true", "null", "\"\"", "\"a\\\\\"", "\"// no comment\"", "\"/* \\\" , }\"", "\"ü\\uD83D\\uDE00\"");

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) =>
        depth > 3 ? Scalar : Gen.Frequency((2, Scalar), (2, Object(inner)), (1, Array(inner))));

    private static readonly Gen<string> Document = Gen.Select(Blank, Object(Value), Blank, Gen.Bool, (before, root, after, hasBom) => (hasBom ? "\ufeff" : "") + Numbered(before + root + after))
        .Where(text => !HasSectionThatIsNoObject(text));

    private static int Documents => TestSize.Of(small: 500, full: 4_000);

    [Fact]
    public void Register_then_unregister_leaves_all_else_as_it_was() => Document.Sample(text =>
    {
        var registered = Register(text, "ours");
        var back = Text(JsoncDocument.Parse(Bytes(registered)).Remove("mcpServers", "ours"));

        Assert.Equal(Comments(text), Comments(registered));
        Assert.Equal(Comments(text), Comments(back));
        Assert.True(JsonNode.DeepEquals(WithSection(text), WithSection(back)), $"{text}\n=>\n{registered}\n=>\n{back}");
        Assert.Equal("http://x/", Parse(registered)["mcpServers"]!["ours"]!["url"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(WithSection(text), Without(registered, "ours")), $"{text}\n=>\n{registered}");
    }, iter: Documents);

    [Fact]
    public void Registering_again_changes_no_byte() => Document.Sample(text =>
    {
        var once = Register(text, "webrun");

        Assert.Equal(once, Register(once, "webrun"));
        Assert.Equal(Comments(once), Comments(Register(once, "webrun", "http://y/")));
    }, iter: Documents);

    [Fact]
    public void Removing_keeps_the_rest_and_its_comments() => Document.Sample(text =>
    {
        var left = Text(JsoncDocument.Parse(Bytes(text)).Remove("mcpServers", "webrun"));

        Assert.True(JsonNode.DeepEquals(Without(text, "webrun"), WithSection(left)), $"{text}\n=>\n{left}");
        Assert.Subset(Comments(text).ToHashSet(), Comments(left).ToHashSet());
    }, iter: Documents);

    [Theory]
    [InlineData("{}", "{\n  \"mcpServers\": {\n    \"w\": {\n      \"url\": \"http://x/\"\n    }\n  }\n}")]
    [InlineData("", "{\n  \"mcpServers\": {\n    \"w\": {\n      \"url\": \"http://x/\"\n    }\n  }\n}\n")]
    [InlineData("// mine", "// mine\n{\n  \"mcpServers\": {\n    \"w\": {\n      \"url\": \"http://x/\"\n    }\n  }\n}\n")]
    [InlineData("{\"a\":1}", "{\"a\":1,\"mcpServers\":{\"w\":{\"url\":\"http://x/\"}}}")]
    [InlineData("{\"mcpServers\": {}}", "{\"mcpServers\": {\"w\": {\"url\":\"http://x/\"}}}")]
    [InlineData("{\r\n\t\"mcpServers\": {\r\n\t\t\"a\": {} // a's\r\n\t}\r\n}\r\n", "{\r\n\t\"mcpServers\": {\r\n\t\t\"a\": {}, // a's\r\n\t\t\"w\": {\r\n\t\t\t\"url\": \"http://x/\"\r\n\t\t}\r\n\t}\r\n}\r\n")]
    [InlineData("{\n    \"mcpServers\": {\n        \"a\": {}, // a's\n    },\n}", "{\n    \"mcpServers\": {\n        \"a\": {}, // a's\n        \"w\": {\n            \"url\": \"http://x/\"\n        },\n    },\n}")]
    [InlineData("{\n  \"mcpServers\": {\n    // \"old\": {}\n  }\n}", "{\n  \"mcpServers\": {\n    // \"old\": {}\n    \"w\": {\n      \"url\": \"http://x/\"\n    }\n  }\n}")]
    [InlineData("{\n  \"mcpServers\": { \"a\": {} }\n}", "{\n  \"mcpServers\": { \"a\": {}, \"w\": {\"url\":\"http://x/\"} }\n}")]
    public void Layout_is_followed(string before, string after) => Assert.Equal(after, Register(before, "w"));

    [Theory]
    [InlineData("{\n  \"mcpServers\": {\n    \"a\": {}, // a's\n  },\n  // end\n}")]
    [InlineData("{\r\n\t\"mcpServers\": {\r\n\t\t\"a\": {} // a's\r\n\t}\r\n}\r\n")]
    [InlineData("{\n  \"mcpServers\": {}\n}\n")]
    [InlineData("{\"mcpServers\":{\"a\":1}}")]
    [InlineData("\ufeff{\n  \"mcpServers\": {\n    // none\n  }\n}")]
    public void Unregister_gives_back_the_bytes(string text) =>
        Assert.Equal(text, Text(JsoncDocument.Parse(Bytes(Register(text, "w"))).Remove("mcpServers", "w")));

    [Fact]
    public void What_the_user_added_to_our_entry_stays_and_another_way_to_reach_it_goes()
    {
        const string Before = "{\n  \"mcpServers\": {\n    \"w\": {\n      \"command\": \"old\", // why\n      \"args\": [\"x\"],\n      \"autoApprove\": [\"click\"]\n    }\n  }\n}";

        var after = Register(Before, "w");

        Assert.Equal("{\n  \"mcpServers\": {\n    \"w\": {\n      // why\n      \"autoApprove\": [\"click\"],\n      \"url\": \"http://x/\"\n    }\n  }\n}", after);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"a\":1,,}")]
    [InlineData("{\"a\":}")]
    [InlineData("{'a':1}")]
    [InlineData("{} {}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{} /* open")]
    [InlineData("{\"\\uD800\":1}")]
    [InlineData("{\"mcpServers\":[]}")]
    [InlineData("{\"mcpServers\":null}")]
    [InlineData("\0\0")]
    public void What_is_no_such_document_is_refused(string text) => Assert.ThrowsAny<JsonException>(() => Register(text, "w"));

    [Fact]
    public void Bytes_that_are_no_text_stay()
    {
        byte[] before = [.. "{\"a\":\""u8, 0xff, 0xfe, .. "\"}"u8];

        Assert.Equal(before, JsoncDocument.Parse(before).Set(JsonValue.Create("ö"), "b").Remove("b").ToBytes());
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<string> Object(Gen<string> value) =>
        Gen.Select(Gen.Select(Blank, Name, Blank, value, Blank, (a, name, b, v, c) => $"{a}\"{name}\":{b}{v}{c}").Array[0, 4], Blank, Gen.Bool, (members, last, trailing) =>
            "{" + string.Join(",", members) + (trailing && members.Length > 0 ? "," : "") + last + "}");

    private static Gen<string> Array(Gen<string> value) =>
        Gen.Select(Gen.Select(Blank, value, (a, v) => a + v).Array[0, 3], Blank, (items, last) => "[" + string.Join(",", items) + last + "]");

    private static string Numbered(string text)
    {
        var next = 0;
        return Regex.Replace(text, "#", _ => $"#{next++}.", RegexOptions.NonBacktracking);
    }

    private static string Register(string text, string name, string url = "http://x/") =>
        Text(McpForms.Register(JsoncDocument.Parse(Bytes(text)), WebRunMcpClient.Cursor, name, url));

    private static string[] Comments(string text) => [.. Regex.Matches(text, "#[0-9]+\\.", RegexOptions.NonBacktracking).Select(m => m.Value)];

    private static JsonNode Parse(string text)
    {
        // Of several members of a name the last counts; JsonNode would refuse them.
        using var document = JsonDocument.Parse(text.TrimStart('\ufeff'), Lenient);
        return Copy(document.RootElement)!;
    }

    private static JsonNode? Copy(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var copy = new JsonObject();
                foreach (var member in value.EnumerateObject())
                {
                    copy[member.Name] = Copy(member.Value);
                }

                return copy;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(Copy)]);
            default:
                return JsonNode.Parse(value.GetRawText());
        }
    }

    private static JsonNode WithSection(string text)
    {
        var root = Parse(text);
        root["mcpServers"] ??= new JsonObject();
        return root;
    }

    private static JsonNode Without(string text, string name)
    {
        var root = WithSection(text);
        root["mcpServers"]!.AsObject().Remove(name);
        return root;
    }

    private static bool HasSectionThatIsNoObject(string text) => Parse(text).AsObject() is var root && root.ContainsKey("mcpServers") && root["mcpServers"] is not JsonObject;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(JsoncDocument document) => Encoding.UTF8.GetString(document.ToBytes());
}

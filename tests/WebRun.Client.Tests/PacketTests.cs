using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using CsCheck;
using WebRun.Live;

namespace WebRun.Client.Tests;

/// <summary>Frames of Engine.IO 4 and Socket.IO 4 as pure functions: text in, packets out, whatever comes.</summary>
public class PacketTests
{
    [Theory]
    [InlineData("""0{"sid":"a","pingInterval":25000,"pingTimeout":20000}""", "Open")]
    [InlineData("1", "Close")]
    [InlineData("2", "Ping")]
    [InlineData("2probe", "Ping")]
    [InlineData("""40{"sid":"b"}""", "Connected")]
    [InlineData("40", "Connected")]
    [InlineData("41", "Disconnected")]
    [InlineData("""42["message",{"type":"agent"}]""", "Event")]
    [InlineData("""42["end_session"]""", "Event")]
    [InlineData("""4217["message",{}]""", "Event")]
    [InlineData("""44{"message":"Session not found"}""", "Refused")]
    [InlineData("44", "Refused")]
    [InlineData("""42/admin,["message",{}]""", "Ignored")]
    [InlineData("""40/admin,{"sid":"b"}""", "Ignored")]
    [InlineData("""51-["x",{"_placeholder":true,"num":0}]""", "Ignored")]
    [InlineData("""451-["x",{"_placeholder":true,"num":0}]""", "Ignored")]
    [InlineData("""437[{"success":true}]""", "Acknowledged")]
    [InlineData("437[]", "Acknowledged")]
    [InlineData("""43["ack"]""", "Ignored")]
    [InlineData("437{}", "Ignored")]
    [InlineData("4399999999999999999999[]", "Ignored")]
    [InlineData("42[]", "Ignored")]
    [InlineData("42[5]", "Ignored")]
    [InlineData("42{}", "Ignored")]
    [InlineData("""42["message",{}""", "Ignored")]
    [InlineData("""42["message",{}]trailing""", "Ignored")]
    [InlineData("0nothing", "Ignored")]
    [InlineData("0[]", "Ignored")]
    [InlineData("6", "Ignored")]
    [InlineData("9", "Ignored")]
    [InlineData("4", "Ignored")]
    [InlineData("", "Ignored")]
    [InlineData("bAQID", "Ignored")]
    public void Text_becomes_a_packet(string text, string kind) => Assert.Equal(kind, Packet.Read(text).Kind.ToString());

    [Fact]
    public void Event_keeps_its_name_and_argument()
    {
        var packet = Packet.Read("""421["message",{"type":"agent","content":"日本 \u00e4 [\"]"}]""");

        Assert.Equal("message", packet.Json[0].GetString());
        Assert.Equal("日本 ä [\"]", packet.Json[1].GetProperty("content").GetString());
    }

    [Theory]
    [InlineData(64)]
    [InlineData(50_000)]
    public void Event_with_an_unknown_field_that_is_nested_deep_is_read(int depth)
    {
        var packet = Packet.Read($$"""42["message",{"x":{{new string('[', depth)}}{{new string(']', depth)}},"type":"agent","content":"hm"}]""");

        Assert.Equal(("Event", "hm"), (packet.Kind.ToString(), packet.Json[1].GetProperty("content").GetString()));
    }

    [Fact]
    public void Any_event_survives_the_way() =>
        Gen.Select(Gen.String, Gen.String.Array[0, 5], Gen.UInt).Sample((name, arguments, id) =>
        {
            var json = JsonSerializer.Serialize<object[]>([name, arguments]);
            var expected = JsonSerializer.Deserialize<JsonElement>(json);
            foreach (var text in new[] { "42" + json, $"42{id}{json}" })
            {
                var packet = Packet.Read(text);
                Assert.Equal(PacketKind.Event, packet.Kind);
                Assert.True(JsonElement.DeepEquals(expected, packet.Json));
            }
        });

    [Fact]
    public void No_text_breaks_the_reader() =>
        Gen.OneOf(
            Gen.String,
            Gen.Select(Gen.Char["0123456789"], Gen.Char["0123456789/,[{\"-"], Gen.String, (a, b, rest) => $"{a}{b}{rest}"),
            Gen.Int[1, 40].Select(cut => """421["message",{"type":"agent","content":"x"}]"""[..cut]))
            .Sample(text => Assert.True(Enum.IsDefined(Packet.Read(text).Kind)));

    [Fact]
    public void Joining_names_the_session_as_JSON()
    {
        Assert.Equal("""40{"sessionId":"s-1"}""", Packet.Join("s-1"));
        Gen.String.Where(s => !s.Any(char.IsSurrogate)).Sample(id => Assert.Equal(id, JsonDocument.Parse(Packet.Join(id)[2..]).RootElement.GetProperty("sessionId").GetString()));
    }

    [Fact]
    public void Parts_become_the_message_that_was_cut() =>
        Gen.Select(Gen.String[0, 2000].Where(s => !s.Any(char.IsSurrogate)), Gen.Int[1, 64], Gen.Bool).Sample((text, size, emptyEnd) =>
        {
            var buffer = new MessageBuffer();
            for (var round = 0; round < 2; round++)
            {
                var parts = Encoding.UTF8.GetBytes(text).Chunk(size).ToList();
                if (emptyEnd || parts.Count == 0)
                {
                    parts.Add([]);
                }

                var read = parts.Select((part, i) => buffer.Add(part, part.Length, isLast: i == parts.Count - 1)).ToList();
                Assert.All(read[..^1], Assert.Null);
                Assert.Equal(text, read[^1]);
            }
        }, iter: 1000);

    [Fact]
    public void Message_beyond_the_bound_is_refused_before_it_is_whole()
    {
        var buffer = new MessageBuffer();
        var part = new byte[1024 * 1024];

        var taken = 0;
        Assert.Throws<InvalidDataException>(() =>
        {
            for (; taken < 64; taken++)
            {
                buffer.Add(part, part.Length, isLast: false);
            }
        });

        Assert.Equal(16, taken);
    }
}

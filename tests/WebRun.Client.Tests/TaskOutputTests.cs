using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using CsCheck;

namespace WebRun.Client.Tests;

/// <summary>A completed task's answer as the data that was asked for, or as no data at all.</summary>
public class TaskOutputTests
{
    private const string Book = """{"title":"string","price":"number"}""";

    [Theory]
    [InlineData("""{"title":"A","price":9007199254740993}""", 9007199254740993L)]
    [InlineData("""{"title":"A","price":12345678901234567890}""", "12345678901234567890m")]
    [InlineData("""{"title":"A","price":0.1}""", 0.1)]
    [InlineData("""{"title":"A","price":1e3}""", 1000d)]
    [InlineData("""{"Title":"A","PRICE":5,"more":[null]}""", 5L)]
    [InlineData("""{"title":"A","price":1,"price":2}""", 2L)]
    [InlineData("```json\n{\"title\":\"A\",\"price\":5}\n```", 5L)]
    [InlineData("\uFEFF ```\r\n{\"title\":\"A\",\"price\":5}```", 5L)]
    [InlineData("Here you are:\n```JSON\n{\"title\":\"A\",\"price\":5}\n```\nAnything else?", 5L)]
    [InlineData("```json\n{\"title\":\"A\",\"price\":5}", 5L)]
    public void JSON_answer_becomes_plain_objects(string answer, object price)
    {
        var task = Read(answer, Book);

        var fields = Assert.IsType<Dictionary<string, object?>>(task.Output).ToDictionary(f => f.Key, f => f.Value, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(("A", price is string exact ? decimal.Parse(exact.TrimEnd('m'), null) : price), (fields["title"], fields["price"]));
        Assert.Equal((answer, null, WebRunOutputType.Json), (task.Message, task.Error, task.OutputType));
    }

    [Theory]
    [InlineData("```json {\"title\":\"A\",\"price\":5} ```")]
    [InlineData("```{\"title\":\"A\",\"price\":5}```")]
    [InlineData("Here is the JSON: {\"title\":\"A\",\"price\":5}. Tell me if you need more!")]
    [InlineData("{\"title\":\"A\",\"price\":5}\n\nI took the price [of today] from {the page}.")]
    [InlineData("\uFEFF{\"title\":\"A\",\"price\":5}")]
    [InlineData(" \uFEFF\n{\"title\":\"A\",\"price\":5,}")]
    [InlineData("Sure:\n\n{\"title\":\"A\",\"price\":5,\"tags\":[\"}\",\"```\",],}\n")]
    public void One_JSON_value_is_found_among_an_agent_s_words(string answer)
    {
        var task = Read(answer, Book);

        var fields = Assert.IsType<Dictionary<string, object?>>(task.Output);
        Assert.Equal(("A", 5L), (fields["title"], fields["price"]));
        Assert.Equal((answer, null), (task.Message, task.Error));
    }

    [Theory]
    [InlineData("{\"title\":\"A\",\"price\":5} {\"title\":\"B\",\"price\":6}", "two values")]
    [InlineData("{\"title\":\"A\",\"price\":5}\n```json\n{\"title\":\"B\",\"price\":6}\n```", "two values")]
    [InlineData("First {\"title\":\"A\",\"price\":5}, source [1]", "two values")]
    [InlineData("Here: {\"more\":{\"title\":\"A\",\"price\":5}", "cut off")]
    [InlineData("Here: {\"title\":\"A\",\"price\":5", "cut off")]
    [InlineData("{\"more\":oops,\"rest\":{\"title\":\"A\",\"price\":5}}", "not JSON")]
    [InlineData("{ 'more': {\"title\":\"A\",\"price\":5} }", "brackets")]
    [InlineData("{\"title\":\"A\",\"price\":5}}", "brackets")]
    [InlineData("{\"title\":\"A\",,\"price\":5}", "not JSON")]
    public void Two_values_or_half_of_one_are_no_output(string answer, string reason) => IsInvalid(Read(answer, Book), answer, reason);

    [Fact]
    public void Words_around_a_value_change_nothing_and_a_cut_never_goes_unnoticed()
    {
        var words = Gen.String[Gen.Char["aé .,:!`\n"], 0, 12];
        var title = Gen.String[Gen.Char["a{}[]\",\\`\n é"], 0, 12];
        Gen.Select(words, title, Gen.Bool, words, Gen.Double.Unit).Sample((before, text, comma, after, place) =>
        {
            var json = JsonSerializer.Serialize(new { title = text, price = 5, more = new { title = "B", price = 6 } });
            json = comma ? json[..^1] + ",}" : json;

            var whole = Read(before + json + after, Book);
            Assert.Equal(text, Assert.IsType<Dictionary<string, object?>>(whole.Output)["title"]);

            var cut = 1 + (int)(place * (json.Length - 1));
            Assert.Null(Read(before + json[..cut], Book).Output);
        });
    }

    [Fact]
    public void Dates_stay_text_and_arrays_stay_arrays()
    {
        var task = Read("""[{"on":"2026-01-15T10:30:00Z","tags":["a",true,null]}]""", """[{"on":"string"}]""");

        var row = Assert.IsType<Dictionary<string, object?>>(Assert.Single(Assert.IsType<object?[]>(task.Output)));
        Assert.Equal("2026-01-15T10:30:00Z", row["on"]);
        Assert.Equal(new object?[] { "a", true, null }, row["tags"]);
    }

    [Theory]
    [InlineData("The price is 5.", "not JSON")]
    [InlineData("", "not JSON")]
    [InlineData("{\"title\":\"A\",\"pri", "not JSON")]
    [InlineData("```json\n```", "not JSON")]
    [InlineData("```", "not JSON")]
    [InlineData("null", "$: null is not an object")]
    [InlineData("""[{"title":"A","price":5}]""", "$: [{\"title\":\"A\",\"price\":5}] is not an object")]
    [InlineData("""{"title":"A"}""", "$: 'price' is missing")]
    [InlineData("""{"title":"A","price":"5"}""", "$.price: \"5\" is not a number")]
    [InlineData("""{"title":null,"price":5}""", "$.title: null is not a string")]
    [InlineData("""{"title":"A","price":1e400}""", "$.price: \"1e400\" is not a number")]
    public void Answer_that_was_not_asked_for_is_no_output(string answer, string reason) => IsInvalid(Read(answer, Book), answer, reason);

    [Theory]
    [InlineData("""{"a":[{"b":1},{"c":1}]}""", "$.a[1]: 'b' is missing")]
    [InlineData("""{"a":[{"b":1},[]]}""", "$.a[1]: [] is not an object")]
    public void Fault_inside_is_named_by_its_path(string answer, string reason) => IsInvalid(Read(answer, """{"a":[{"b":"number"}]}"""), answer, reason);

    private const string Offers = """
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "type": "object",
          "properties": {
            "offers": { "type": "array", "items": { "$ref": "#/$defs/offer" }, "uniqueItems": true, "minItems": 1 },
            "next": { "$ref": "#" },
            "day": { "format": "date" },
            "code": { "type": "string", "pattern": "^[A-Z]+$" },
            "slow": { "type": "string", "pattern": "^(a+)+$" },
            "kind": { "oneOf": [{ "const": "new" }, { "type": "integer", "minimum": 3 }] },
            "note": { "type": "string" }
          },
          "required": ["offers"],
          "if": { "required": ["day"] },
          "then": { "required": ["code"] },
          "additionalProperties": false,
          "$defs": { "offer": { "type": "object", "properties": { "price": { "type": "number" }, "in": { "enum": ["EUR", "USD"] } }, "required": ["price"] } }
        }
        """;

    [Theory]
    [InlineData("""{"offers":[{"price":1,"in":"EUR"}],"next":{"offers":[{"price":2}],"day":"2026-11-29","code":"AB"},"kind":3.0}""", null)]
    [InlineData("""{"offers":[{"price":1},{"price":"about 9"}]}""", "$.offers[1].price: \"about 9\" is not a number.")]
    [InlineData("""{"offers":[{"price":1,"in":"eur"}]}""", "$.offers[0].in: \"eur\" is not \"EUR\" or \"USD\".")]
    [InlineData("""{"offers":[{"price":1}],"next":{"offers":[{"price":2}],"next":{}}}""", "$.next.next: 'offers' is missing.")]
    [InlineData("""{"offers":[{"price":1},{"price":1.0}]}""", "$.offers: an item is there twice.")]
    [InlineData("""{"offers":[{"price":1}],"Offers":1}""", "$.Offers: it is not allowed.")]
    [InlineData("""{"offers":[{"price":1}],"day":"29.11.2026","code":"AB"}""", "$.day: \"29.11.2026\" does not have the format date.")]
    [InlineData("""{"offers":[{"price":1}],"day":"2026-11-29"}""", "$: 'code' is missing.")]
    [InlineData("""{"offers":[{"price":1}],"code":"ab"}""", "$.code: \"ab\" does not match the pattern ^[A-Z]+$.")]
    [InlineData("""{"offers":[{"price":1}],"kind":2}""", "$.kind: 2 is not \"new\"; $.kind: 2 should be at least 3.")]
    [InlineData("""{"offers":[{"price":1}],"note":null}""", "$.note: null is not a string.")]
    [InlineData("""{"offers":[],"note":"für"}""", "$.offers: Value should have at least 1 items.")]
    [InlineData("""{"offers":[{"price":1}],"slow":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"}""", "the schema's pattern '^(a+)+$' takes too long.")]
    [InlineData("""{"offers":[{},{"in":"EUR"},{"price":null},{"price":[]},{"price":true}]}""", "$.offers[0]: 'price' is missing; $.offers[1]: 'price' is missing; $.offers[2].price: null is not a number; and 2 more.")]
    public void Schema_of_ones_own_is_followed_to_the_letter(string answer, string? complaint)
    {
        var task = Read(answer, Offers);

        Assert.Equal(complaint is null ? null : $"The answer does not fit the OutputSchema: {complaint}", task.Error?.Message);
        Assert.Equal(complaint is null, task.Output is not null);
    }

    [Theory]
    [InlineData("""{"$dynamicAnchor":"n","$dynamicRef":"#n"}""", "1", "leads back to itself without end")]
    [InlineData("""{"$id":"https://a.example/b","$defs":{"c":{"$id":"c","type":"number"}},"$ref":"c"}""", "1", null)]
    [InlineData("""{"type":"array","uniqueItems":true}""", "[1e308,1e308]", "cannot be compared")]
    [InlineData("""{"enum":[1,2]}""", "-1e308", "cannot be compared")]
    [InlineData("""{"$ref":"https://json-schema.org/draft/2020-12/schema"}""", "{\"type\":\"number\"}", null)]
    [InlineData("""{"type":["object","null"],"properties":{"n":{"$ref":"#"}}}""", "DEEP", null)]
    public void No_schema_ends_the_process(string schema, string answer, string? reason)
    {
        var task = Read(answer == "DEEP" ? string.Concat(Enumerable.Repeat("{\"n\":", 60)) + "null" + new string('}', 60) : answer, schema);

        Assert.Equal(reason is null, task.Output is not null);
        Assert.Contains(reason ?? "", task.Error?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title,price\nA,1\nB,2\n")]
    [InlineData("title,price\r\nA,1\r\n\r\nB,2\r\n  \r\n")]
    [InlineData("\uFEFF PRICE , extra , Title \n1,x,A\n2,,B")]
    [InlineData("\n\n\"title\",\"price\"\n\"A\",\"1\"\nB,2")]
    [InlineData("```csv\ntitle,price\nA,1\nB,2\n```")]
    public void CSV_answer_becomes_a_row_each_with_the_asked_columns_in_the_asked_order(string answer)
    {
        var task = Read(answer, """["price","title"]""");

        Assert.Equal("""[{"price":"1","title":"A"},{"price":"2","title":"B"}]""", JsonSerializer.Serialize(task.Output));
        Assert.Equal((null, WebRunOutputType.Csv), (task.Error, task.OutputType));
    }

    [Fact]
    public void Row_that_does_not_fit_is_given_as_it_stands()
    {
        var task = Read("coin,price\nBTC,$95,360.97\nETH,\"$3,100.20\"\nDOGE\n", """["coin","price"]""");

        Assert.Equal(
            """[{"coin":null,"price":null,"Raw":"BTC,$95,360.97"},{"coin":"ETH","price":"$3,100.20"},{"coin":null,"price":null,"Raw":"DOGE"}]""",
            JsonSerializer.Serialize(task.Output));
    }

    [Fact]
    public void Cells_hold_what_CSV_can_quote()
    {
        var text = new string('x', 200_000);
        var task = Read($"a,b\n\"1\n2, \"\"3\"\"\",{text}\n,\"\"", """["a","b"]""");

        Assert.Equal(JsonSerializer.Serialize(new[] { new { a = "1\n2, \"3\"", b = text }, new { a = "", b = "" } }), JsonSerializer.Serialize(task.Output));
    }

    [Fact]
    public void Header_alone_is_no_rows() => Assert.Equal([], (object?[])Read("a,b", """["a","b"]""").Output!);

    [Theory]
    [InlineData("", "'a' is missing")]
    [InlineData("I found nothing, sorry.", "'a' is missing")]
    [InlineData("a;b\n1;2", "'a' is missing")]
    [InlineData("a,c\n1,2", "'b' is missing")]
    [InlineData("a,b,A\n1,2,3", "'a' appears twice")]
    [InlineData("a,b\n\"1,2", "not CSV")]
    [InlineData("a,b\n\"15\" screen\",2", "not CSV")]
    public void CSV_without_the_asked_columns_is_no_output(string answer, string reason) => IsInvalid(Read(answer, """["a","b"]"""), answer, reason);

    [Fact]
    public void Deep_answer_is_no_output() =>
        IsInvalid(Read(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), Book), null, "not JSON");

    [Theory]
    [InlineData("""{"title":"\ud83d","price":5}""")]
    [InlineData("""{"\ud83d":1,"title":"A","price":5}""")]
    [InlineData("""{"":1,"title":"A","price":-0.0}""")]
    [InlineData("""{"title":"A","price":5,"PRICE":6}""")]
    [InlineData("""{"title":"A","price":5,"n":1e400,"m":-1e-400}""")]
    public void Odd_JSON_is_still_output(string answer) => Assert.NotNull(Read(answer, Book).Output);

    [Fact]
    public void Whatever_the_answer_is_it_is_output_or_an_error()
    {
        var text = Gen.OneOf(
            Gen.String,
            Gen.String[Gen.Char["{}[]\",:\\ud83e0123456789.-+`\n "], 0, 60],
            Gen.Select(Gen.Int[0, 40], Gen.String, (cut, rest) => """```json{"title":"\ud83dA","price":1.5}"""[..Math.Min(cut, 38)] + rest),
            Gen.String[Gen.Char["ab,\"\r\n`"], 0, 30].Select(rest => "title,price\n" + rest));
        Gen.Select(text, Gen.Bool.Select(json => json ? Book : """["title","price"]""")).Sample((answer, schema) =>
        {
            var task = Read(answer, schema);
            Assert.True(task.Output is null != task.Error is null);
            Assert.Equal(answer, task.Message);
        });
    }

    [Fact]
    public void Any_table_survives_the_way() => Gen.String[Gen.Char["ab ,\"\n\r$é"], 0, 6].Array[2].Array[0, 5].Sample(rows =>
    {
        var answer = "a,b\n" + string.Concat(rows.Select(row => string.Join(',', row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\n"));

        var read = (object?[])Read(answer, """["a","b"]""").Output!;

        Assert.Equal(rows, read.Select(row => ((Dictionary<string, object?>)row!).Values.Cast<string>().ToArray()));
    });

    [Fact]
    public void Task_of_another_process_is_text_until_its_schema_is_given()
    {
        var text = new WebRunTask { Status = WebRunTaskStatus.Running };

        Assert.Equal(WebRunOutputType.Text, text.OutputType);
        Assert.Null(text.WithOutputSchema(WebRunOutputSchema.From(Book)).Error);
    }

    private static WebRunTask Read(string answer, string schema) =>
        new WebRunTask { Status = WebRunTaskStatus.Completed, Message = answer }.WithOutputSchema(WebRunOutputSchema.From(schema));

    private static void IsInvalid(WebRunTask task, string? answer, string reason)
    {
        Assert.Null(task.Output);
        Assert.Equal(("InvalidResponse", WebRunTaskStatus.Completed), (task.Error?.Code, task.Status));
        Assert.Contains(reason, task.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(answer ?? task.Message, task.Message);
    }
}

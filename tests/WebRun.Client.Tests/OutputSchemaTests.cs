using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebRun.Client.Tests;

/// <summary>Every form in which a person gives a schema, as what goes to the service.</summary>
public class OutputSchemaTests
{
    private const string Offers =
        """
        {"type":"object","properties":{"name":{"type":"string"},"offers":{"type":"array","items":
         {"type":"object","properties":{"price":{"type":"number"},"sold":{"type":"boolean"}},"required":["price","sold"]}}},"required":["name","offers"]}
        """;

    [Theory]
    [InlineData("""{"title":"string","price":"Number","stock":"integer","tags":"string[]","grid":" int[][] ","ok":"bool"}""",
        """{"type":"object","properties":{"title":{"type":"string"},"price":{"type":"number"},"stock":{"type":"number"},"tags":{"type":"array","items":{"type":"string"}},"grid":{"type":"array","items":{"type":"array","items":{"type":"number"}}},"ok":{"type":"boolean"}},"required":["title","price","stock","tags","grid","ok"]}""")]
    [InlineData("""{"name":"string","offers":[{"price":"number","sold":"boolean"}]}""", Offers)]
    [InlineData("""[{"a":"string"}]""", """{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}""")]
    [InlineData("""{"tags":["string"]}""", """{"type":"object","properties":{"tags":{"type":"array","items":{"type":"string"}}},"required":["tags"]}""")]
    [InlineData("""{"type":"string","title":"string"}""", """{"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"}},"required":["type","title"]}""")]
    [InlineData("""{"properties":{"colour":"string"}}""", """{"type":"object","properties":{"properties":{"type":"object","properties":{"colour":{"type":"string"}},"required":["colour"]}},"required":["properties"]}""")]
    [InlineData("""{"price":{"type":"number","description":"in EUR"}}""", """{"type":"object","properties":{"price":{"type":"number","description":"in EUR"}},"required":["price"]}""")]
    public void Shorthand_becomes_a_schema_with_all_properties_required(string shorthand, string schema) => Becomes(schema, shorthand, WebRunOutputType.Json);

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","minimum":0},"b":{"anyOf":[{"type":"string"},{"type":"null"}]}},"required":["a"]}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"string","type":["object","null"]}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""")]
    [InlineData("""{"type":"array","items":{"type":"number"}}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{"b":true}}}}""")]
    public void Schema_stays_as_it_is(string schema) => Becomes(schema, schema, WebRunOutputType.Json);

    [Fact]
    public void Tables_lists_and_numbers_of_any_kind_are_taken()
    {
        Becomes(Offers, new OrderedDictionary { ["name"] = "string", ["offers"] = new ArrayList { new Hashtable { ["sold"] = typeof(bool), ["price"] = typeof(decimal?) } } }, WebRunOutputType.Json);
        Becomes("""{"type":"number","minimum":1,"maximum":1.5,"multipleOf":0.5}""", new OrderedDictionary { ["type"] = "number", ["minimum"] = (short)1, ["maximum"] = 1.5f, ["multipleOf"] = 0.5m }, WebRunOutputType.Json);
    }

    [Fact]
    public void List_of_texts_names_columns()
    {
        Becomes("""["title","price, net"]""", new object[] { "title", "price, net" }, WebRunOutputType.Csv);
        Becomes("""["title"]""", """ ["title"] """, WebRunOutputType.Csv);
        Assert.Equal(["b", "a"], WebRunOutputSchema.From(new List<string> { "b", "a" }).Columns);
    }

    [Fact]
    public void Type_stands_for_its_public_properties() => Becomes(
        """
        {"type":"array","items":{"type":"object","properties":{"Name":{"type":"string"},"Price":{"type":"number"},"Stock":{"type":"number"},
         "Day":{"type":"string","enum":["Sunday","Monday","Tuesday","Wednesday","Thursday","Friday","Saturday"]},"Since":{"type":"string","description":"ISO 8601, such as 2026-01-15T10:30:00Z"},"Link":{"type":"string"},
         "Any":{"type":"string"},"Extra":{"type":"object"},"Tags":{"type":"array","items":{"type":"string"}},"Maker":{"type":"object","properties":{"Name":{"type":"string"}},"required":["Name"]},
         "Others":{"type":"array","items":{"type":"object","properties":{"Name":{"type":"string"}},"required":["Name"]}},"Bag":{"type":"array","items":{"type":"string"}}},
         "required":["Name","Price","Day","Since","Link","Any","Extra","Tags","Maker","Others","Bag"]}}
        """,
        typeof(Product[]),
        WebRunOutputType.Json);

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{title", "not JSON")]
    [InlineData("title", "For CSV columns, give a list")]
    [InlineData("\"title\"", "neither an object nor an array")]
    [InlineData("5", "neither an object nor an array")]
    [InlineData("null", "neither an object nor an array")]
    [InlineData("{}", "empty")]
    [InlineData("[]", "exactly one form")]
    [InlineData("""{"a":{}}""", "'a' is empty")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"strng"}}}""", "$.properties.a.type")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"text"}}}}""", "$.properties.a.items.type")]
    [InlineData("""{"type":"object","properties":{"a":"string"}}""", "$.properties.a: Value is \"string\"")]
    [InlineData("""{"type":"object","properties":"string"}""", "type")]
    [InlineData("""{"type":"object","required":["a","a"]}""", "$.required")]
    [InlineData("""{"type":"string","pattern":"("}""", "$.pattern")]
    [InlineData("""{"price":{"type":"number","multipleOf":0}}""", "$.properties.price.multipleOf")]
    [InlineData("""{"$ref":"#"}""", "'#'")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "leads to no part of it")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"http://127.0.0.1:1/schema.json"}}}""", "nothing is fetched")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"file:///etc/passwd"}}}""", "nothing is fetched")]
    [InlineData("""{"$defs":{"a":{"anyOf":[{"not":{"$ref":"#/$defs/b"}}]},"b":{"if":{"$ref":"#/$defs/a"}}}}""", "without end")]
    [InlineData("""{"offers":[{"price":"nmber"}]}""", "'offers[].price' has the type 'nmber'")]
    [InlineData("""{"a":"object"}""", "'a' has the type 'object'")]
    [InlineData("""{"a":"[]"}""", "which does not exist")]
    [InlineData("""{"a":null}""", "'a'")]
    [InlineData("""{"a":5}""", "'a'")]
    [InlineData("""{"a":["string","number"]}""", "'a'")]
    [InlineData("""{"a":"string","A":"number"}""", "'a' twice")]
    [InlineData("""{" ":"string"}""", "without a name")]
    [InlineData("""["a"," "]""", "no name")]
    [InlineData("""["a","A "]""", "twice")]
    [InlineData("""["raw"]""", "'raw'")]
    [InlineData("""["a",5]""", "exactly one form")]
    public void Bad_schema_is_refused_and_named(string given, string reason) => IsRefused(given, reason);

    [Fact]
    public void What_contains_itself_is_refused()
    {
        var table = new Hashtable();
        table["a"] = table;
        table["b"] = new object[] { table };
        var list = new ArrayList();
        list.Add(list);
        var doubled = Enumerable.Range(0, 20).Aggregate<int, object>("string", (inner, _) => new Hashtable { ["l"] = inner, ["r"] = inner });

        IsRefused(table, "contains itself");
        IsRefused(list, "contains itself");
        IsRefused(doubled, "10,000 values");
        IsRefused(typeof(Node), "contains itself");
        IsRefused(new Hashtable { ["a"] = typeof(Node[]) }, "contains itself");
    }

    [Fact]
    public void What_may_be_nested_so_deep_can_be_read_as_JSON()
    {
        var deepest = Enumerable.Range(0, 28).Aggregate<int, object>("string", (inner, _) => new Hashtable { ["a"] = inner });
        var text = JsonSerializer.Serialize(deepest);

        foreach (var given in new[] { deepest, text })
        {
            // The body of a request has two more levels around it.
            using var json = JsonDocument.Parse(WebRunOutputSchema.From(given).ToString(), new JsonDocumentOptions { MaxDepth = 62 });
        }

        IsRefused(new Hashtable { ["a"] = deepest }, "deeper than 28");
        IsRefused($$"""{"a":{{text}}}""", "deeper than 28");
    }

    [Theory]
    [InlineData(typeof(int), "single value")]
    [InlineData(typeof(DayOfWeek?), "single value")]
    [InlineData(typeof(Empty), "no public properties")]
    [InlineData(typeof(System.IO.FileInfo), "no constructor")]
    [InlineData(typeof(ICloneable), "an interface")]
    [InlineData(typeof(WithInterface), "IComparable, which a property of WebRun.Client.Tests.OutputSchemaTests+WithInterface has, is an interface")]
    [InlineData(typeof(WithInterface[]), "an interface")]
    [InlineData(typeof(System.IO.Stream), "abstract")]
    public void Type_that_is_no_object_is_refused(Type type, string reason) => IsRefused(type, reason);

    [Fact]
    public void What_no_schema_holds_is_refused()
    {
        IsRefused(null, "is not a table");
        IsRefused(new Hashtable { ["a"] = new Random(1) }, "Random");
        IsRefused(new Hashtable { ["type"] = "number", ["minimum"] = double.NaN }, "Double");
        IsRefused(new Hashtable { ["$schema"] = "x", ["a"] = new object[] { typeof(int) } }, "only in shorthand");
    }

    private static void Becomes(string json, object given, WebRunOutputType type)
    {
        var schema = WebRunOutputSchema.From(given);

        Assert.Equal(JsonNode.Parse(json)!.ToJsonString(), JsonNode.Parse(schema.ToString())!.ToJsonString());
        Assert.Equal(type, schema.OutputType);
    }

    private static void IsRefused(object? given, string reason)
    {
        var error = Assert.Throws<WebRunException>(() => WebRunOutputSchema.From(given));

        Assert.Equal(WebRunErrorId.InvalidParameter, error.Id);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("OutputSchema", error.Message, StringComparison.Ordinal);
    }

    private sealed record Maker(string Name);

    private sealed class Empty;

    private sealed class WithInterface
    {
        public string? Name { get; set; }

        public IComparable? Price { get; set; }
    }

    private sealed class Node
    {
        public IReadOnlyList<Node>? Children { get; set; }
    }

    private sealed class Product
    {
        public static string Shared => "";

        public string? Name { get; set; }

        public decimal Price { get; set; }

        public long? Stock { get; set; }

        public DayOfWeek Day { get; set; }

        public DateTimeOffset Since { get; set; }

        public Uri? Link { get; set; }

        public object? Any { get; set; }

        public Dictionary<string, int>? Extra { get; set; }

        public string[]? Tags { get; set; }

        public Maker? Maker { get; set; }

        public IReadOnlyList<Maker>? Others { get; set; }

        public ArrayList? Bag { get; set; }

        public char this[int index] => Name![index];
    }
}

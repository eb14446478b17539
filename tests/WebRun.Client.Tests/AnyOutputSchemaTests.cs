using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;

namespace WebRun.Client.Tests;

/// <summary>What holds for every schema that a person may give, whatever it is.</summary>
public class AnyOutputSchemaTests
{
    [Fact]
    public void Any_shorthand_becomes_a_valid_schema_that_its_own_answers_pass() => Table(4).Sample(table =>
    {
        var schema = JsonNode.Parse(WebRunOutputSchema.From(table).ToString())!;
        MustBeValid(schema);
        var answer = Example(schema)!.ToJsonString();
        var task = new WebRunTask { Status = WebRunTaskStatus.Completed, Message = answer }.WithOutputSchema(WebRunOutputSchema.From(table));
        Assert.Null(task.Error);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer), JsonSerializer.SerializeToNode(task.Output)));
    });

    [Fact]
    public void Tables_that_refer_to_each_other_anyhow_never_hang() => Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4]).Array[1, 8].Sample(
        links =>
        {
            var tables = Enumerable.Range(0, 5).Select(_ => new Hashtable { ["s"] = "string" }).ToArray();
            foreach (var (from, to) in links)
            {
                tables[from]["to" + to] = tables[to];
            }

            try
            {
                MustBeValid(JsonNode.Parse(WebRunOutputSchema.From(tables[0]).ToString())!);
            }
            catch (WebRunException e)
            {
                Assert.Equal(WebRunErrorId.InvalidParameter, e.Id);
            }
        },
        iter: 200);

    private static Gen<object> Table(int depth) => Gen.Dictionary(Gen.String[Gen.Char['a', 'j'], 1, 5], Form(depth - 1))[1, 4].Select(d => (object)d);

    private static Gen<object> Form(int depth)
    {
        object[] words = ["string", "number", "int[]", "Boolean", "string[][]", typeof(int), typeof(DayOfWeek?), typeof(Uri[])];
        var word = Gen.Int[0, words.Length - 1].Select(i => words[i]);
        return depth == 0 ? word : Gen.OneOf(word, Table(depth), Form(depth - 1).Select(item => (object)new[] { item }));
    }

    private static void MustBeValid(JsonNode schema)
    {
        var type = (string)schema["type"]!;
        Assert.True(type is "string" or "number" or "boolean" or "object" or "array");
        if (type == "object")
        {
            var properties = schema["properties"]!.AsObject();
            Assert.Equal(properties.Select(p => p.Key), schema["required"]!.AsArray().Select(name => (string)name!));
            Assert.All(properties, p => MustBeValid(p.Value!));
        }
        else if (type == "array")
        {
            MustBeValid(schema["items"]!);
        }
    }

    private static JsonNode? Example(JsonNode schema) => (string)schema["type"]! switch
    {
        "object" => new JsonObject(schema["properties"]!.AsObject().Select(p => KeyValuePair.Create(p.Key, Example(p.Value!)))),
        "array" => new JsonArray(Example(schema["items"]!)),
        "number" => JsonValue.Create(1.5),
        "boolean" => JsonValue.Create(true),
        _ => schema["enum"] is JsonArray words ? words[0]!.DeepClone() : JsonValue.Create("x"),
    };
}

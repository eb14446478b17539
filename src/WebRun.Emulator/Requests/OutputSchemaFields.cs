using System;
using System.Linq;
using System.Text.Json.Nodes;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Reads and checks the schema of a structured answer.</summary>
internal static class OutputSchemaFields
{
    private const string Name = "outputSchema";
    private static readonly string[] Types = ["string", "number", "boolean", "object", "array"];

    public static JsonNode? Read(JsonFields fields, OutputType outputType)
    {
        if (outputType == OutputType.Text)
        {
            return null;
        }

        if (fields.Node(Name) is JsonArray && outputType == OutputType.Csv)
        {
            return fields.Texts(Name) is { Length: > 0 } columns && !columns.Contains("")
                ? fields.Node(Name)
                : throw fields.Invalid(Name, "must name columns");
        }

        var schema = fields.RequiredObject(Name);
        Check(schema);
        return outputType == OutputType.Csv && schema.Object("properties") is null
            ? throw schema.Missing("properties")
            : fields.Node(Name);
    }

    // Null beside a type is how a schema says that a value may be absent.
    private static void Check(JsonFields schema)
    {
        var types = schema.Node("type") is JsonArray ? schema.Texts("type").Where(type => type is not "null") : [schema.Text("type") ?? "object"];
        if (types.Except(Types, StringComparer.Ordinal).Any())
        {
            throw schema.Invalid("type", $"must be one of {string.Join(", ", Types)}");
        }

        schema.Texts("required");
        if (schema.Object("properties") is { } properties)
        {
            foreach (var name in properties.Names)
            {
                Check(properties.RequiredObject(name));
            }
        }

        if (schema.Object("items") is { } items)
        {
            Check(items);
        }
    }
}

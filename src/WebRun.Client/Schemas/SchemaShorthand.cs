using System;
using System.Collections.Generic;
using System.Linq;

namespace WebRun.Schemas;

/// <summary>Turns the shorthand for a schema into JSON Schema, and leaves what already is one. The client's model of an output schema documents the forms.</summary>
/// <param name="forms">The caller's forms.</param>
internal sealed class SchemaShorthand(SchemaForms forms)
{
    private static readonly Dictionary<string, string> ShortTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["string"] = "string",
        ["number"] = "number",
        ["integer"] = "number",
        ["int"] = "number",
        ["boolean"] = "boolean",
        ["bool"] = "boolean",
    };

    private static readonly HashSet<string> SchemaTypes = new(StringComparer.Ordinal) { "string", "number", "integer", "boolean", "object", "array", "null" };

    private static readonly HashSet<string> Choices = new(StringComparer.Ordinal) { "allOf", "anyOf", "enum", "oneOf" };

    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "additionalProperties", "allOf", "anyOf", "const", "contains", "contentEncoding", "contentMediaType", "default", "definitions", "dependentRequired",
        "dependentSchemas", "deprecated", "description", "else", "enum", "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "if", "items", "maxContains", "maximum", "maxItems", "maxLength",
        "maxProperties", "minContains", "minimum", "minItems", "minLength", "minProperties", "multipleOf", "not", "nullable", "oneOf", "pattern",
        "patternProperties", "prefixItems", "properties", "propertyNames", "readOnly", "required", "then", "title", "type", "unevaluatedItems", "unevaluatedProperties", "uniqueItems", "writeOnly",
    };

    /// <summary>True if a part of it was given as a JSON Schema, so that it may be wrong.</summary>
    public bool HasOwn { get; private set; }

    /// <summary>The JSON Schema.</summary>
    /// <param name="given">A table, type or list of plain objects; inside a table also the word for a type.</param>
    /// <param name="path">Where it stands; empty for the whole.</param>
    /// <exception cref="FormatException">it cannot be understood; the message says where and why.</exception>
    public Dictionary<string, object?> Read(object? given, string path = "") => given switch
    {
        Dictionary<string, object?> table when IsSchema(table) => Own(table, path),
        Dictionary<string, object?> table => ObjectOf(table, path),
        object?[] { Length: 1 } list => ListOf(Read(list[0], path + "[]")),
        object?[] => throw new FormatException($"{Name(path)} has to be a list with exactly one form, which all its items have{SchemaForms.Example(forms.ListExample)}."),
        Type type when path.Length == 0 && TypeSchema.IsSingleValue(type) => throw new FormatException($"{type.FullName} is a single value. Give a class, or a table{SchemaForms.Example(forms.TableExample)}."),
        Type type => new TypeSchema(forms.IsHidden, forms.TableExample).Read(type),
        string word when path.Length > 0 => OfWord(word.Trim(), path),
        _ => throw new FormatException($"{Name(path)} is not a table, a list, text or a type."),
    };

    /// <summary>The schema of a list.</summary>
    public static Dictionary<string, object?> ListOf(object items) => new(StringComparer.Ordinal) { ["type"] = "array", ["items"] = items };

    private static bool IsSchema(Dictionary<string, object?> table) =>
        table.Keys.Any(key => key.StartsWith("$", StringComparison.Ordinal))
        || (table.TryGetValue("type", out var type) && IsSchemaType(type) && table.All(field => field.Key == "type" || (Keywords.Contains(field.Key) && !IsShortType(field.Value))))
        || (table.TryGetValue("properties", out var properties) && properties is Dictionary<string, object?> forms
            && forms.Values.All(form => form is Dictionary<string, object?> schema && IsSchema(schema)))

        // A list of shorthand has one form.
        || (table.Keys.All(Keywords.Contains) && table.Any(field => Choices.Contains(field.Key) && field.Value is object?[] { Length: > 1 }));

    private static bool IsSchemaType(object? type) => type is string word
        ? SchemaTypes.Contains(word)
        : type is object?[] { Length: > 0 } words && words.All(one => one is string other && SchemaTypes.Contains(other));

    private static bool IsShortType(object? value) => value is Type || (value is string word && ShortTypes.ContainsKey(Single(word.Trim())));

    private static string Single(string word) => word.EndsWith("[]", StringComparison.Ordinal) ? Single(word.Substring(0, word.Length - 2)) : word;

    private static Dictionary<string, object?>? OfWord(string word) =>
        word.EndsWith("[]", StringComparison.Ordinal) ? OfWord(word.Substring(0, word.Length - 2)) is { } items ? ListOf(items) : null
        : ShortTypes.TryGetValue(word, out var type) ? new(StringComparer.Ordinal) { ["type"] = type }
        : null;

    private static Dictionary<string, object?> OfWord(string word, string path) => OfWord(word)
        ?? throw new FormatException($"{Name(path)} has the type '{word}', which does not exist. Use string, number, integer or boolean, one of them with [] for a list, or a table for an object.");

    private Dictionary<string, object?> ObjectOf(Dictionary<string, object?> table, string path)
    {
        MustHaveNames(table, path);
        return new(StringComparer.Ordinal)
        {
            ["type"] = "object",
            ["properties"] = table.ToDictionary(field => field.Key, field => (object?)Read(field.Value, path.Length == 0 ? field.Key : $"{path}.{field.Key}"), StringComparer.Ordinal),
            ["required"] = table.Keys.ToArray<object?>(),
        };
    }

    /// <summary>Returns a JSON Schema unchanged. Whether it is one is checked as a whole.</summary>
    private Dictionary<string, object?> Own(Dictionary<string, object?> schema, string path)
    {
        MustHoldNoType(schema, path);
        HasOwn = true;
        return schema;
    }

    private static void MustHoldNoType(object? value, string path)
    {
        if (value is Type)
        {
            throw new FormatException($"{Name(path)} holds a .NET type. Use .NET types only in shorthand, not in a JSON Schema.");
        }

        foreach (var part in value switch { Dictionary<string, object?> table => table.Values, object?[] list => list, _ => (IEnumerable<object?>)[] })
        {
            MustHoldNoType(part, path);
        }
    }

    private static void MustHaveNames(Dictionary<string, object?> table, string path)
    {
        if (table.Count == 0)
        {
            throw new FormatException($"{Name(path)} is empty.");
        }

        if (table.Keys.Any(string.IsNullOrWhiteSpace))
        {
            throw new FormatException($"{Name(path)} has a property without a name.");
        }

        if (table.Keys.GroupBy(key => key, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new FormatException($"{Name(path)} has the property '{twice.Key}' twice.");
        }
    }

    private static string Name(string path) => path.Length == 0 ? "it" : $"'{path}'";
}

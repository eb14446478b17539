using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace WebRun.Schemas;

/// <summary>Compares an answer with its JSON Schema: types, required properties and items. Other keywords are left to the service.</summary>
internal static class SchemaCheck
{
    /// <summary>What is wrong with a value, as part of a sentence; null if nothing is.</summary>
    /// <remarks>Names are compared without regard to case. A property that is not required may be null.</remarks>
    public static string? Complaint(object? value, object? schema, string path = "")
    {
        if (schema is not IReadOnlyDictionary<string, object?> rules)
        {
            return null;
        }

        var types = Strings(rules, "type");
        if (types.Count > 0 && !types.Any(type => IsOf(value, type)))
        {
            return $"{(path.Length == 0 ? "it" : $"'{path}'")} is of type {TypeOf(value)} instead of {string.Join(" or ", types)}";
        }

        return value switch
        {
            IReadOnlyDictionary<string, object?> fields => FieldsComplaint(fields, rules, path),
            object?[] items when rules.TryGetValue("items", out var form) =>
                items.Select((item, i) => Complaint(item, form, FormattableString.Invariant($"{path}[{i}]"))).FirstOrDefault(complaint => complaint is not null),
            _ => null,
        };
    }

    private static string? FieldsComplaint(IReadOnlyDictionary<string, object?> fields, IReadOnlyDictionary<string, object?> rules, string path)
    {
        var required = Strings(rules, "required");
        if (required.FirstOrDefault(name => !TryGet(fields, name, out _)) is { } missing)
        {
            return $"'{Below(path, missing)}' is missing";
        }

        return rules.TryGetValue("properties", out var properties) && properties is IReadOnlyDictionary<string, object?> forms
            ? forms.Select(form => TryGet(fields, form.Key, out var value) && (value is not null || required.Contains(form.Key, StringComparer.Ordinal))
                ? Complaint(value, form.Value, Below(path, form.Key))
                : null).FirstOrDefault(complaint => complaint is not null)
            : null;
    }

    private static bool TryGet(IReadOnlyDictionary<string, object?> fields, string name, out object? value)
    {
        var isThere = fields.ContainsKey(name);
        var key = isThere ? name : fields.Keys.FirstOrDefault(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
        value = key is null ? null : fields[key];
        return key is not null;
    }

    private static List<string> Strings(IReadOnlyDictionary<string, object?> rules, string keyword) =>
        !rules.TryGetValue(keyword, out var words) ? []
        : words is string word ? [word]
        : [.. (words as object?[] ?? []).OfType<string>()];

    private static bool IsOf(object? value, string type) => type switch
    {
        "number" => value is long or decimal or double or BigInteger,
        "integer" => value is long or BigInteger || (value is decimal or double && Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) % 1 == 0),
        _ => TypeOf(value) == type,
    };

    private static string TypeOf(object? value) => value switch
    {
        null => "null",
        string => "string",
        bool => "boolean",
        object?[] => "array",
        IReadOnlyDictionary<string, object?> => "object",
        _ => "number",
    };

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}

using System;
using System.Collections.Generic;
using System.Linq;

namespace WebRun.Schemas;

/// <summary>An answer as its schema is compared with it, where that is shorthand or a type: what PowerShell and people take for the same is no fault.</summary>
internal static class SchemaAnswer
{
    /// <summary>The answer with the schema's own names, which are compared without regard to case, and without properties that are not required and null.</summary>
    /// <param name="value">Plain objects.</param>
    /// <param name="schema">The JSON Schema.</param>
    public static object? Fitted(object? value, object? schema) => (value, schema) switch
    {
        (IReadOnlyDictionary<string, object?> fields, IReadOnlyDictionary<string, object?> rules) when rules.TryGetValue("properties", out var properties) && properties is IReadOnlyDictionary<string, object?> forms =>
            FittedFields(fields, forms, rules.TryGetValue("required", out var required) && required is object?[] names ? names : []),
        (object?[] items, IReadOnlyDictionary<string, object?> rules) when rules.TryGetValue("items", out var form) => Array.ConvertAll(items, item => Fitted(item, form)),
        _ => value,
    };

    private static Dictionary<string, object?> FittedFields(IReadOnlyDictionary<string, object?> fields, IReadOnlyDictionary<string, object?> forms, object?[] required)
    {
        var fitted = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var name = forms.ContainsKey(field.Key)
                ? field.Key
                : forms.Keys.FirstOrDefault(other => string.Equals(other, field.Key, StringComparison.OrdinalIgnoreCase) && !fields.ContainsKey(other)) ?? field.Key;
            if (!forms.TryGetValue(name, out var form))
            {
                fitted[name] = field.Value;
            }
            else if (field.Value is not null || required.Contains(name))
            {
                fitted[name] = Fitted(field.Value, form);
            }
        }

        return fitted;
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Numerics;

namespace WebRun.PowerShell.Binding;

/// <summary>Unwraps what PowerShell passes: a value from a pipeline, an expression, a file or Add-Member is a PSObject around it, at any depth.</summary>
internal static class Wrapped
{
    /// <summary>The value itself. An object that has only properties remains a PSObject; an empty pipeline, and an empty cell of a database, is null.</summary>
    public static object? Open(object? value) => value switch
    {
        PSObject when value == AutomationNull.Value => null,
        DBNull or PSObject { BaseObject: DBNull } => null,
        PSObject { BaseObject: not PSCustomObject and var inner } => inner,
        _ => value,
    };

    /// <summary>The value itself, but an object that was made of properties, as ConvertFrom-Json makes them, as their table.</summary>
    public static object? AsTable(object? value) => value is PSObject { BaseObject: PSCustomObject } made && !made.TypeNames[0].StartsWith("Deserialized.", StringComparison.Ordinal)
        ? made.Properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal)
        : Open(value);

    /// <summary>The value itself, but a number as the text that was typed, because an id or a code may begin with zeros or look like 12e34.</summary>
    public static object? AsTyped(object? value) =>
        Open(value) is int or long or decimal or double or BigInteger ? LanguagePrimitives.ConvertTo<string>(value) : Open(value);

    /// <summary>The values of a list, or the one value. Text and tables are one value.</summary>
    public static IEnumerable<object?> Items(object? value) => IsList(value) ? ((IEnumerable)Open(value)!).Cast<object?>().Select(Open) : [Open(value)];

    /// <summary>True for what is as if it were not there: nothing, blank text, an empty list.</summary>
    public static bool IsEmpty(object? value) => Open(value) switch
    {
        null => true,
        string text => string.IsNullOrWhiteSpace(text),
        ICollection { Count: 0 } and not IDictionary => true,
        _ => false,
    };

    /// <summary>True for a list.</summary>
    public static bool IsList(object? value) => Open(value) is IEnumerable and not (string or IDictionary or PSObject);

    /// <summary>The value of a property, or of a table's entry; null if there is none.</summary>
    public static object? Of(object? item, string name) => Open(item) switch
    {
        null => null,
        IDictionary table => Open(table[name]),
        _ => Open(PSObject.AsPSObject(item).Properties[name]?.Value),
    };
}

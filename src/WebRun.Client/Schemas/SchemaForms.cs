using System;
using System.Reflection;

namespace WebRun.Schemas;

/// <summary>How to read a caller's values and types as a schema if they are more than plain .NET, and how the caller would write one.</summary>
internal sealed record SchemaForms
{
    /// <summary>Plain .NET values, without examples.</summary>
    public static SchemaForms Plain { get; } = new();

    /// <summary>Unwraps a value.</summary>
    public Func<object?, object?> Open { get; init; } = static value => value;

    /// <summary>True for a property of a type that the schema leaves out.</summary>
    public Func<PropertyInfo, bool> IsHidden { get; init; } = static _ => false;

    /// <summary>A table, for messages; null for none.</summary>
    public string? TableExample { get; init; }

    /// <summary>A list of a table, for messages; null for none.</summary>
    public string? ListExample { get; init; }

    /// <summary>A list of columns, for messages; null for none.</summary>
    public string? ColumnsExample { get; init; }

    /// <summary>An example as the end of a sentence.</summary>
    public static string Example(string? example) => example is null ? "" : ": " + example;
}

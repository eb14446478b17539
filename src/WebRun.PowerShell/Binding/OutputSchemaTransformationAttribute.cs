using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using WebRun.PowerShell.Binding;
using WebRun.Schemas;

namespace WebRun.PowerShell;

/// <summary>Takes the schema of an answer, in any form that <see cref="WebRunOutputSchema.From(object)"/> accepts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputSchemaTransformationAttribute : CheckedTransformationAttribute
{
    /// <summary>True for a property with what the keyword hidden adds in a class.</summary>
    internal static bool IsHidden(PropertyInfo property) => property.IsDefined(typeof(HiddenAttribute), inherit: true);

    /// <summary>Turns a custom object into a table of its properties.</summary>
    private protected override object? Opened(object? input) => input is PSObject { BaseObject: PSCustomObject } custom
        ? custom.Properties.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)
        : Wrapped.Open(input);

    private protected override object? Read(object? given)
    {
        if (given is null)
        {
            return null;
        }

        var schema = WebRunOutputSchema.From(TypeOf(given) ?? ColumnsOf(given) ?? given, new SchemaForms
        {
            Open = Opened,
            IsHidden = IsHidden,
            TableExample = "@{ price = 'number' }",
            ListExample = "@(@{ price = 'number' })",
            ColumnsExample = "@('title', 'price')",
        });
        schema.Prepare();
        return schema;
    }

    /// <summary>The CSV columns in one cell of a row, such as <c>title, price</c>; null for other text.</summary>
    private static string[]? ColumnsOf(object? given) =>
        given is string text && text.IndexOfAny(['{', '[', '"', ':']) < 0 && CellList.Of(text) is { Count: > 1 } columns ? [.. columns] : null;

    /// <summary>The type in the text that <c>-OutputSchema [Product]</c> passes; null for other text.</summary>
    private static Type? TypeOf(object? given) =>
        given is string { Length: > 2 } text && text[0] == '[' && text[text.Length - 1] == ']'
        && LanguagePrimitives.TryConvertTo<Type>(text.Substring(1, text.Length - 2), out var type) ? type : null;
}

/// <summary>Offers the kinds of output, each as a short form of its schema.</summary>
public sealed class OutputSchemaCompleter : FormCompleter
{
    private protected override IEnumerable<(string Text, string Name, string About)> Forms =>
    [
        ("@{ title = 'string'; price = 'number' }", "Json: an object", "Output is an object with these properties. Types are string, number, integer and boolean; string[] is a list, and a nested table is an object."),
        ("@(@{ title = 'string'; price = 'number' })", "Json: a list of objects", "Output is a list of objects with these properties."),
        ("@('title', 'price')", "Csv", "Output is an object for each row, with these columns as text."),
    ];
}

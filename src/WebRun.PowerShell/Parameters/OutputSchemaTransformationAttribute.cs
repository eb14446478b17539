using System;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Takes the data that an answer has to be, in any form that <see cref="WebRunOutputSchema.From"/> knows.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputSchemaTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            var given = Open(inputData);
            return WebRunOutputSchema.From(TypeOf(given) ?? given, Open);
        }
        catch (WebRunException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    /// <summary>What PowerShell wraps; a custom object as the table of its properties.</summary>
    private static object? Open(object? value) => value switch
    {
        PSObject { BaseObject: PSCustomObject } custom => custom.Properties.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
        PSObject wrapped => wrapped.BaseObject,
        _ => value,
    };

    /// <summary>A type as a command line has it: <c>-OutputSchema [Product]</c> passes this text.</summary>
    private static Type? TypeOf(object? given) =>
        given is string { Length: > 2 } text && text[0] == '[' && text[text.Length - 1] == ']'
        && LanguagePrimitives.TryConvertTo<Type>(text.Substring(1, text.Length - 2), out var type) ? type : null;
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.ComponentModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using WebRun.Models;

namespace WebRun.PowerShell;

/// <summary>Makes the module's objects of what a job, a remote session or a file has kept of them. WebRun.PowerShell.Types.ps1xml names it as the target of each type.</summary>
[TypeConverter(typeof(DeserializedConverter))]
public sealed class DeserializedConverter : PSTypeConverter
{
    private const string Prefix = "Deserialized.";

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => TypeOf(sourceValue) is not null;

    /// <summary>Makes the object. If a part of it was not kept, or is new since this version, what was kept stays as it is.</summary>
    /// <exception cref="PSInvalidCastException">A part is missing or unknown.</exception>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        Create(TypeOf(sourceValue) ?? throw new PSInvalidCastException(), PSObject.AsPSObject(sourceValue));

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) => throw new PSInvalidCastException();

    private static Type? TypeOf(object source) =>
        PSObject.AsPSObject(source).TypeNames[0] is var name && name.StartsWith(Prefix, StringComparison.Ordinal) && name.Substring(Prefix.Length) is var own
            ? typeof(WebRunTask).Assembly.GetType(own) ?? typeof(WebRunCost).Assembly.GetType(own)
            : null;

    private static object Create(Type type, PSObject kept)
    {
        // Each model has one constructor, whose parameters are named after its properties, beside that which copies a record.
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .First(one => one.GetParameters() is not [var only] || only.ParameterType != type);
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(kept.Properties[parameter.Name!]?.Value, parameter.ParameterType))]);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            if (kept.Properties[property.Name]?.Value is { } value)
            {
                property.SetValue(made, Value(value, property.PropertyType));
            }
        }

        Add(made, kept);
        return made;
    }

    /// <summary>Adds what Add-Member, Select-Object or -PassThruInput had added to the object.</summary>
    private static void Add(object made, PSObject kept)
    {
        var shown = PSObject.AsPSObject(made);
        foreach (var added in kept.Properties.OfType<PSNoteProperty>().Where(property => shown.Properties[property.Name] is null).ToList())
        {
            shown.Properties.Add(new PSNoteProperty(added.Name, added.Value));
        }
    }

    private static object? Value(object? kept, Type type)
    {
        if (kept is null)
        {
            return null;
        }

        if (type == typeof(object))
        {
            return Lists(kept);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return LanguagePrimitives.ConvertTo(kept, type.GetGenericArguments()[0].MakeArrayType(), CultureInfo.InvariantCulture);
        }

        return LanguagePrimitives.ConvertTo(kept, type, CultureInfo.InvariantCulture);
    }

    /// <summary>Structured output with its lists as they were.</summary>
    private static object? Lists(object? kept)
    {
        switch (kept is PSObject wrapped ? wrapped.BaseObject : kept)
        {
            case ArrayList items:
                return new TextList<object?>([.. items.Cast<object?>().Select(Lists)]);
            case PSCustomObject:
                foreach (var property in PSObject.AsPSObject(kept).Properties.OfType<PSNoteProperty>())
                {
                    property.Value = Lists(property.Value);
                }

                return kept;
            default:
                return kept;
        }
    }
}

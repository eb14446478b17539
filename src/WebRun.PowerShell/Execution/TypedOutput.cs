using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Reflection;
using WebRun.PowerShell.Binding;
using WebRun.Schemas;

namespace WebRun.PowerShell.Execution;

/// <summary>Makes instances of a PowerShell or .NET class of an answer that fits its schema. For the thread of the runspace that has the class: its constructor and its setters may be scripts.</summary>
internal static class TypedOutput
{
    /// <summary>The value as an instance of a type.</summary>
    /// <param name="value">Plain objects.</param>
    /// <param name="type">The type.</param>
    /// <param name="place">Where the value stands in the answer.</param>
    /// <exception cref="FormatException">It cannot become one; the message says where, and why.</exception>
    public static object? Of(object? value, Type type, string place = "$")
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => null,
            IReadOnlyDictionary<string, object?> fields when TypeSchema.IsTable(type) => Table(fields, type, place),
            IReadOnlyDictionary<string, object?> fields => Instance(fields, type, place),
            object?[] items when TypeSchema.ItemOf(type) is { } item => List(items, type, item, place),
            _ => Single(value, type, place),
        };
    }

    /// <summary>The class of a script that a type is, or a list of; null for a .NET type.</summary>
    public static Type? ScriptClass(Type? type) => type?.HasElementType == true ? ScriptClass(type.GetElementType()) : type?.Assembly.IsDynamic == true ? type : null;

    private static object Instance(IReadOnlyDictionary<string, object?> fields, Type type, string place)
    {
        var parameters = TypeSchema.ConstructorOf(type)?.GetParameters() ?? [];
        var made = Done(place, () => Activator.CreateInstance(type, Array.ConvertAll(parameters, parameter => Value(parameter.Name!, parameter.ParameterType)))!);
        foreach (var property in TypeSchema.Properties(type, OutputSchemaTransformationAttribute.IsHidden).Where(property => property.SetMethod is { IsPublic: true }))
        {
            if (Value(property.Name, property.PropertyType) is { } value)
            {
                Done<object?>($"{place}.{property.Name}", () =>
                {
                    property.SetValue(made, value);
                    return null;
                });
            }
        }

        return made;

        object? Value(string name, Type wanted)
        {
            var key = fields.ContainsKey(name) ? name : fields.Keys.FirstOrDefault(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase));
            return key is null ? null : Of(fields[key], wanted, $"{place}.{key}");
        }
    }

    private static object List(object?[] items, Type type, Type item, string place)
    {
        var array = Array.CreateInstance(item, items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var below = FormattableString.Invariant($"{place}[{i}]");
            var made = Of(items[i], item, below);
            array.SetValue(made is null && item.IsValueType && Nullable.GetUnderlyingType(item) is null ? throw Unfit(below, null, item) : made, i);
        }

        return type.IsInstanceOfType(array) ? array : Converted(array, type, place);
    }

    private static object Table(IReadOnlyDictionary<string, object?> fields, Type type, string place)
    {
        var table = (IDictionary)Done(place, () => Activator.CreateInstance(type)!);
        var held = type.GetInterfaces().FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IDictionary<,>))?.GetGenericArguments()[1] ?? typeof(object);
        foreach (var field in fields)
        {
            table[field.Key] = held == typeof(object) ? OutputObjects.From(field.Value) : Of(field.Value, held, $"{place}.{field.Key}");
        }

        return table;
    }

    private static object Single(object value, Type type, string place) => value switch
    {
        _ when type.IsInstanceOfType(value) => value,
        bool => throw Unfit(place, value, type),
        string text when TypeSchema.IsDate(type) => IsDate(text) ? Converted(text, type, place) : throw Unfit(place, value, type),
        string text => Converted(text, type, place),
        _ when type.IsEnum || Type.GetTypeCode(type) is TypeCode.String or TypeCode.Boolean or TypeCode.Char or TypeCode.DateTime => throw Unfit(place, value, type),
        _ => Number(value, type, place),
    };

    /// <summary>A number of another type, if it is the same number: PowerShell would round it.</summary>
    private static object Number(object value, Type type, string place)
    {
        try
        {
            var number = value is BigInteger big ? (decimal)big : value;
            var isWhole = Type.GetTypeCode(type) is not (TypeCode.Single or TypeCode.Double or TypeCode.Decimal);
            return isWhole && Convert.ToDecimal(number, CultureInfo.InvariantCulture) is var exact && decimal.Truncate(exact) != exact ? throw Unfit(place, value, type)
                : type == typeof(BigInteger) ? new BigInteger(Convert.ToDecimal(number, CultureInfo.InvariantCulture))
                : Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is OverflowException or InvalidCastException)
        {
            throw Unfit(place, value, type);
        }
    }

    private static object Converted(object value, Type type, string place) =>
        LanguagePrimitives.TryConvertTo(value, type, CultureInfo.InvariantCulture, out var converted) && converted is not null ? converted : throw Unfit(place, value, type);

    // Any other order of day and month could be read in two ways.
    private static bool IsDate(string text) => text.Length >= 10 && text[4] == '-' && text.Take(4).All(char.IsDigit);

    private static T Done<T>(string place, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (TargetInvocationException e)
        {
            throw new FormatException($"{place}: {e.InnerException!.Message.TrimEnd().TrimEnd('.')}", e.InnerException);
        }
    }

    private static FormatException Unfit(string place, object? value, Type type) => new($"{place}: {PlainText(value)} is not a {type.Name}");

    private static string PlainText(object? value) => value is string text ? $"\"{text}\"" : value is Array ? "the list" : value is null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;

namespace WebRun.Schemas;

/// <summary>Turns a .NET type into the JSON Schema of its public properties.</summary>
/// <param name="isHidden">True for a property that the schema leaves out.</param>
internal sealed class TypeSchema(Func<PropertyInfo, bool> isHidden)
{
    private const int MaxProperties = 1000;

    // By name, because .NET Framework lacks the last two. Values of any type are requested as text.
    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal)
    {
        "System.Object", "System.Guid", "System.Uri", "System.Version", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly",
    };

    private readonly Stack<Type> _above = new();
    private int _properties;

    /// <summary>True for a type that is neither an object with properties nor a list of them.</summary>
    public static bool IsSingleValue(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var inner && (inner.IsEnum || Word(inner) is not null);

    /// <summary>The JSON Schema.</summary>
    /// <exception cref="FormatException">the type contains itself, has no properties, or too many.</exception>
    public Dictionary<string, object?> Read(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? new(StringComparer.Ordinal) { ["type"] = "string", ["enum"] = Enum.GetNames(type).ToArray<object?>() }
            : Word(type) is { } word ? new(StringComparer.Ordinal) { ["type"] = word }
            : typeof(IDictionary).IsAssignableFrom(type) || ItemOf(type, typeof(IReadOnlyDictionary<,>)) is not null ? new(StringComparer.Ordinal) { ["type"] = "object" }
            : ItemOf(type, typeof(IEnumerable<>)) is { } item ? SchemaShorthand.ListOf(Read(item))
            : typeof(IEnumerable).IsAssignableFrom(type) ? SchemaShorthand.ListOf(Read(typeof(object)))
            : ObjectOf(type);
    }

    private static string? Word(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Boolean => "boolean",
        TypeCode.String or TypeCode.Char or TypeCode.DateTime => "string",
        not (TypeCode.Object or TypeCode.Empty or TypeCode.DBNull) => "number",
        _ when type == typeof(BigInteger) => "number",
        _ => type.FullName is { } name && Texts.Contains(name) ? "string" : null,
    };

    private static Type? ItemOf(Type type, Type generic) => type.GetInterfaces().Concat([type])
        .FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == generic)?.GetGenericArguments()[0];

    private Dictionary<string, object?> ObjectOf(Type type)
    {
        if (_above.Contains(type))
        {
            throw new FormatException($"the type {type.FullName} contains itself.");
        }

        _above.Push(type);
        var properties = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        var required = new List<object?>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && !isHidden(p)))
        {
            if (++_properties > MaxProperties)
            {
                throw new FormatException(FormattableString.Invariant($"the type {_above.Last().FullName} has more than {MaxProperties:N0} properties."));
            }

            // A property that hides another one with its name comes first.
            if (!properties.ContainsKey(property.Name))
            {
                properties[property.Name] = Read(property.PropertyType);
                if (Nullable.GetUnderlyingType(property.PropertyType) is null)
                {
                    required.Add(property.Name);
                }
            }
        }

        _above.Pop();
        return properties.Count == 0
            ? throw new FormatException($"the type {type.FullName} has no public properties.")
            : new(StringComparer.Ordinal) { ["type"] = "object", ["properties"] = properties, ["required"] = required.ToArray() };
    }
}

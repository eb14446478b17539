using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;

namespace WebRun.Schemas;

/// <summary>Turns a .NET type into the JSON Schema of its public properties.</summary>
/// <param name="isHidden">True for a property that the schema leaves out.</param>
/// <param name="tableExample">A table, for messages; null for none.</param>
internal sealed class TypeSchema(Func<PropertyInfo, bool> isHidden, string? tableExample)
{
    private const int MaxProperties = 1000;

    // By name, because .NET Framework lacks the last two. Values of any type are requested as text.
    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal)
    {
        "System.Object", "System.Guid", "System.Uri", "System.Version", "System.DateTimeOffset", "System.TimeSpan", "System.DateOnly", "System.TimeOnly",
    };

    // In any other order, day and month could be mistaken for each other.
    private static readonly HashSet<string> Dates = new(StringComparer.Ordinal) { "System.DateTime", "System.DateTimeOffset", "System.DateOnly" };

    private readonly Stack<Type> _above = new();
    private int _properties;

    /// <summary>True for a type that is neither an object with properties nor a list of them.</summary>
    public static bool IsSingleValue(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var inner && (inner.IsEnum || Word(inner) is not null);

    /// <summary>The JSON Schema.</summary>
    /// <exception cref="FormatException">the type contains itself, has no properties, too many, or one of a type that no answer can become.</exception>
    public Dictionary<string, object?> Read(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? new(StringComparer.Ordinal) { ["type"] = "string", ["enum"] = Enum.GetNames(type).ToArray<object?>() }
            : IsDate(type) ? new(StringComparer.Ordinal) { ["type"] = "string", ["description"] = "ISO 8601, such as 2026-01-15T10:30:00Z" }
            : Word(type) is { } word ? new(StringComparer.Ordinal) { ["type"] = word }
            : Refusal(type) is { } why ? throw new FormatException($"the type {type.FullName}{(_above.Count > 0 ? $", which a property of {_above.Peek().FullName} has," : "")} {why}, so no answer can become one. Give a class, or a table{SchemaForms.Example(tableExample)}.")
            : IsTable(type) ? new(StringComparer.Ordinal) { ["type"] = "object" }
            : ItemOf(type) is { } item ? SchemaShorthand.ListOf(Read(item))
            : ObjectOf(type);
    }

    /// <summary>True for a date, with or without a time.</summary>
    public static bool IsDate(Type type) => Dates.Contains(type.FullName ?? "");

    /// <summary>True for a type that takes any names.</summary>
    public static bool IsTable(Type type) => typeof(IDictionary).IsAssignableFrom(type) || Argument(type, typeof(IReadOnlyDictionary<,>)) is not null;

    /// <summary>What a list of this type holds; null for a type that is no list.</summary>
    public static Type? ItemOf(Type type) => Argument(type, typeof(IEnumerable<>)) ?? (typeof(IEnumerable).IsAssignableFrom(type) ? typeof(object) : null);

    /// <summary>The properties that an answer sets. One that hides another with its name comes first, and alone.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type type, Func<PropertyInfo, bool> isHidden)
    {
        var taken = ConstructorOf(type)?.GetParameters() ?? [];
        return Readable(type).Where(property => !isHidden(property) && (property.SetMethod is { IsPublic: true } || taken.Any(parameter => IsNamed(parameter, property))));
    }

    /// <summary>The constructor that an answer can fill: one without parameters, or one whose parameters all have names of properties, as a record's; null for none.</summary>
    public static ConstructorInfo? ConstructorOf(Type type) => type.GetConstructors()
        .Where(made => made.GetParameters().All(parameter => Readable(type).Any(property => IsNamed(parameter, property))))
        .OrderBy(made => made.GetParameters().Length).FirstOrDefault();

    private static IEnumerable<PropertyInfo> Readable(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0)
        .GroupBy(property => property.Name, StringComparer.OrdinalIgnoreCase).Select(same => same.First());

    private static bool IsNamed(ParameterInfo parameter, PropertyInfo property) => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase);

    private static string? Word(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Boolean => "boolean",
        TypeCode.String or TypeCode.Char or TypeCode.DateTime => "string",
        not (TypeCode.Object or TypeCode.Empty or TypeCode.DBNull) => "number",
        _ when type == typeof(BigInteger) => "number",
        _ => type.FullName is { } name && Texts.Contains(name) ? "string" : null,
    };

    /// <summary>Why no object of a type can be made; null if one can.</summary>
    private static string? Refusal(Type type) =>
        ItemOf(type) is { } item && type.IsAssignableFrom(item.MakeArrayType()) ? null
        : type.IsInterface ? "is an interface"
        : type.IsAbstract ? "is abstract"
        : !type.IsValueType && ConstructorOf(type) is null ? "has no constructor without parameters, or with those that are named as its properties"
        : null;

    private static Type? Argument(Type type, Type generic) => type.GetInterfaces().Concat([type])
        .FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == generic)?.GetGenericArguments()[0];

    private Dictionary<string, object?> ObjectOf(Type type)
    {
        if (_above.Contains(type))
        {
            throw new FormatException($"the type {type.FullName} contains itself.");
        }

        _above.Push(type);
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal);
        var required = new List<object?>();
        foreach (var property in Properties(type, isHidden))
        {
            if (++_properties > MaxProperties)
            {
                throw new FormatException(FormattableString.Invariant($"the type {_above.Last().FullName} has more than {MaxProperties:N0} properties."));
            }

            properties[property.Name] = Read(property.PropertyType);
            if (Nullable.GetUnderlyingType(property.PropertyType) is null)
            {
                required.Add(property.Name);
            }
        }

        _above.Pop();
        return properties.Count == 0
            ? throw new FormatException($"the type {type.FullName} has no public properties that can be set. Give a class that has, or a table{SchemaForms.Example(tableExample)}.")
            : new(StringComparer.Ordinal) { ["type"] = "object", ["properties"] = properties, ["required"] = required.ToArray() };
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace WebRun.Schemas;

/// <summary>Copies the schema that a person gave into plain objects, within limits: anything that contains itself is found by its depth.</summary>
/// <param name="open">Unwraps a value that the caller has wrapped.</param>
internal sealed class SchemaTree(Func<object?, object?> open)
{
    /// <summary>As a JSON Schema, too, this stays within the 64 levels that JSON readers allow.</summary>
    private const int MaxLevels = 28;

    private const int MaxValues = 10_000;
    private int _values;

    /// <summary>The copy: dictionaries, arrays, strings, numbers, booleans, null, and types as they are.</summary>
    /// <exception cref="FormatException">it contains itself, is too large, or holds something that a schema cannot have.</exception>
    public object? Plain(object? given, int level = 0)
    {
        if (level > MaxLevels)
        {
            throw new FormatException($"it contains itself, or is nested deeper than {MaxLevels} levels.");
        }

        if (++_values > MaxValues)
        {
            throw new FormatException(FormattableString.Invariant($"it has more than {MaxValues:N0} values."));
        }

        var value = open(given);
        return value switch
        {
            null or string or bool or Type => value,
            IDictionary table => Table(table, level),
            IEnumerable list => list.Cast<object?>().Select(item => Plain(item, level + 1)).ToArray(),
            byte or sbyte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ulong or decimal => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
            double number when !double.IsNaN(number) && !double.IsInfinity(number) => number,
            float number => Plain((double)number, level),
            _ => throw new FormatException($"it holds a {value.GetType().Name}, which is not a table, a list, text or a type."),
        };
    }

    private Dictionary<string, object?> Table(IDictionary table, int level)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            fields[Convert.ToString(open(entry.Key), CultureInfo.InvariantCulture) ?? ""] = Plain(entry.Value, level + 1);
        }

        // A hashtable has a different order in each process, but the same schema must give the same request.
        return table is Hashtable ? fields.OrderBy(f => f.Key, StringComparer.Ordinal).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal) : fields;
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Binding;

/// <summary>Writes an object that was read from JSON, in any of the forms that PowerShell and its hosts use, as JSON again.</summary>
internal static class JsonText
{
    /// <summary>The JSON of an object.</summary>
    public static string Of(object value) => WebRunClient.ToJson(Plain(value));

    private static object? Plain(object? value) => Read(Wrapped.Open(value));

    private static object? Read(object? value) => value switch
    {
        null => null,
        string or bool or long or decimal or double => value,
        int or short or byte or sbyte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float single => (double)single,
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
        IDictionary table => table.Keys.Cast<object>().ToDictionary(key => $"{key}", key => Plain(table[key]), StringComparer.Ordinal),
        IEnumerable items => items.Cast<object?>().Select(Plain).ToArray(),
        PSObject made => made.Properties.ToDictionary(property => property.Name, property => Plain(property.Value), StringComparer.Ordinal),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };
}

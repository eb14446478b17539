using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Security;

namespace WebRun.PowerShell.Binding;

/// <summary>A hashtable of named settings that a user gives as one parameter. Names are not case-sensitive, and unknown names are refused.</summary>
internal sealed class ParameterTable
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _parameter;

    /// <summary>Reads the table.</summary>
    /// <exception cref="WebRunException">It has an unknown name, or a name twice.</exception>
    public ParameterTable(IDictionary table, string parameter, params string[] names)
    {
        _parameter = parameter;
        foreach (DictionaryEntry entry in table)
        {
            var name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Invalid($"it has no '{name}', only {string.Join(", ", names)}.");
            }

            if (_values.ContainsKey(name))
            {
                throw Invalid($"'{name}' appears twice.");
            }

            _values.Add(name, Wrapped.Open(entry.Value));
        }
    }

    /// <summary>A setting as it was given; null for none.</summary>
    public object? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>A setting that is text.</summary>
    public string? Text(string name) => this[name] switch
    {
        null => null,
        string text => text,
        Uri address => address.OriginalString,
        _ => throw Invalid($"its {name} is not text."),
    };

    /// <summary>One value of an enum, by its name in any case, or by its number, as JSON has it; null for anything else. PowerShell would add up a list of names to another value.</summary>
    public static T? One<T>(object given)
        where T : struct, Enum =>
        (given is T or int or long || (given is string word && word.Trim().All(char.IsLetter))) && LanguagePrimitives.TryConvertTo<T>(given, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>A setting that is a secret: a SecureString, or text that becomes one.</summary>
    public SecureString? Secret(string name) => this[name] is not { } value ? null
        : SecureTextTransformationAttribute.Secured(value) as SecureString ?? throw Invalid($"its {name} is not text or a SecureString.");

    /// <summary>Creates the error for a table that cannot be used.</summary>
    public WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, $"The {_parameter} cannot be used: {why}");
}

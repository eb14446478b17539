using System;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Security;

namespace WebRun.PowerShell.Binding;

/// <summary>Says in words what a value is, for an error that says what it should be. Shows it only where it is short and cannot be secret.</summary>
internal static class Described
{
    /// <summary>The beginning of a sentence, such as <c>'7' is a number</c>.</summary>
    public static string Of(object? value) => value switch
    {
        null => "It is empty",
        string => "It is text",
        ValueType single => $"'{Convert.ToString(single, CultureInfo.InvariantCulture)}' is {Kind(single)}",
        SecureString => "It is a SecureString",
        IDictionary => "It is a table",
        IEnumerable => "It is a list",
        _ => "It is an object",
    };

    /// <summary>True for a number. A character, true or a value of an enum can be converted to one, which nobody means.</summary>
    public static bool IsNumber(object? value) =>
        value is byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal or BigInteger && !value.GetType().IsEnum;

    private static string Kind(ValueType value) => value switch
    {
        DateTime or DateTimeOffset => "a date",
        TimeSpan => "a duration",
        bool => "true or false",
        char => "a character",
        _ => IsNumber(value) ? "a number" : $"a value of {value.GetType().Name}",
    };
}

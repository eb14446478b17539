using System;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace WebRun.Shell.Running;

/// <summary>Writes an argument of the command line as the script text that means the same.</summary>
internal static partial class ScriptArgument
{
    /// <summary>Parameter names stay names, and <c>$true</c> and <c>$false</c> after a colon are truth values; the rest is text.</summary>
    public static string ToScript(string argument)
    {
        var parameter = Parameter().Match(argument);
        if (!parameter.Success)
        {
            return Quote(argument);
        }

        var name = parameter.Groups["name"].Value;
        var value = parameter.Groups["value"].Value;
        if (value.Length == 0)
        {
            return name;
        }

        return name + (bool.TryParse(value.TrimStart('$'), out var truth) ? $"${truth}" : Quote(value));
    }

    /// <summary>Writes a text as a literal.</summary>
    public static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex("^(?<name>-[A-Za-z_][A-Za-z0-9_]*:?)(?<=:|$)(?<value>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}

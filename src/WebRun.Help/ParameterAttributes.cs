using System;
using System.Collections.Generic;
using System.Linq;

namespace WebRun.Help;

/// <summary>The attributes block of a parameter, in the format of PlatyPS.</summary>
internal sealed record ParameterAttributes(
    string Type,
    IReadOnlyList<string> Sets,
    IReadOnlyList<string> Aliases,
    bool IsRequired,
    string Position,
    string DefaultValue,
    string PipelineInput,
    bool AcceptsWildcards)
{
    /// <summary>The name that stands for all parameter sets.</summary>
    public const string AllSets = "(All)";

    private const string AcceptedValues = "Accepted values";

    private static readonly string[] Keys =
        ["Type", "Parameter Sets", "Aliases", "Required", "Position", "Default value", "Accept pipeline input", "Accept wildcard characters"];

    /// <summary>The values that an enumeration has; empty for other types.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>True in that parameter set.</summary>
    public bool IsIn(string set) => Sets.Contains(AllSets, StringComparer.Ordinal) || Sets.Contains(set, StringComparer.Ordinal);

    /// <summary>Reads the lines of a block.</summary>
    /// <exception cref="FormatException">A line is missing or not known.</exception>
    public static ParameterAttributes Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var key = colon < 0 ? line : line[..colon];
            if (colon < 0 || (key != AcceptedValues && !Keys.Contains(key, StringComparer.Ordinal)) || !values.TryAdd(key, line[(colon + 1)..].Trim()))
            {
                throw new FormatException($"'{line}' does not belong in an attributes block, or appears twice.");
            }
        }

        if (Keys.FirstOrDefault(key => !values.ContainsKey(key)) is { } missing)
        {
            throw new FormatException($"The attributes block has no line '{missing}:'.");
        }

        return new ParameterAttributes(
            values["Type"],
            Split(values["Parameter Sets"]),
            Split(values["Aliases"]),
            bool.Parse(values["Required"]),
            values["Position"],
            values["Default value"],
            values["Accept pipeline input"],
            bool.Parse(values["Accept wildcard characters"]))
        {
            Values = Split(values.GetValueOrDefault(AcceptedValues, "")),
        };
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

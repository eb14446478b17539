using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Execution;

/// <summary>Tells what -ErrorAction Stop has ended beside the work with the error.</summary>
internal static class EndedWork
{
    private const int MaxNames = 10;

    /// <summary>The warnings: other errors, and the work by what it was for.</summary>
    /// <param name="errors">Errors that came after the first one.</param>
    /// <param name="ended">What the work that did not come to its end was for.</param>
    /// <param name="about">What it means.</param>
    public static List<string> Warnings(IReadOnlyList<ErrorRecord> errors, IReadOnlyList<object?> ended, string about)
    {
        var warnings = errors.Select(error => $"Another error: {error}").ToList();
        if (ended.Count > 0)
        {
            var names = ended.Take(MaxNames).Select(target => $"'{Display.Shorten($"{(target as WebRunTask)?.TaskDetails ?? target}")}'");
            warnings.Add($"-ErrorAction Stop also ended {ended.Count}: {string.Join(", ", names)}{(ended.Count > MaxNames ? ", …" : "")}. {about}".TrimEnd());
        }

        return warnings;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell.Binding;

/// <summary>Picks from a list what has one of the names or ids that a user gave.</summary>
internal static class NameFilter
{
    /// <summary>Writes what has one of the names, which may have wildcards. A name without any that nothing has is an error.</summary>
    public static void WriteNamed<T>(this PipelineWriter pipeline, IReadOnlyList<T> all, string[] names, Func<T, string?> nameOf, string kind)
        where T : class
    {
        foreach (var name in names)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = all.Where(item => nameOf(item) is { } itsName && pattern.IsMatch(itsName)).ToList();
            found.ForEach(pipeline.Write);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                pipeline.Error(ErrorRecords.From(new WebRunException(WebRunErrorId.NotFound, $"There is no {kind} of the name '{name}'."), name));
            }
        }
    }

    /// <summary>Writes what has one of the ids. One that nothing has is an error.</summary>
    public static void WriteById<T>(this PipelineWriter pipeline, IReadOnlyList<T> all, string[] ids, Func<T, string?> idOf, string kind)
        where T : class
    {
        foreach (var id in ids)
        {
            if (all.FirstOrDefault(item => string.Equals(idOf(item), id, StringComparison.Ordinal)) is { } found)
            {
                pipeline.Write(found);
            }
            else
            {
                pipeline.Error(ErrorRecords.From(new WebRunException(WebRunErrorId.NotFound, $"There is no {kind} '{id}'."), id));
            }
        }
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Execution;

/// <summary>Picks the items of a list that have one of the given names or ids.</summary>
internal static class NameFilter
{
    /// <summary>Writes the items that have one of the names; wildcards are allowed. A name without wildcards that matches nothing is an error.</summary>
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
                pipeline.Error(ErrorRecords.From(new WebRunException(WebRunErrorId.NotFound, $"The {kind} named '{name}' was not found."), name));
            }
        }
    }

    /// <summary>Writes the items that have one of the ids. An id that matches nothing is an error.</summary>
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
                pipeline.Error(ErrorRecords.From(new WebRunException(WebRunErrorId.NotFound, $"The {kind} with the id '{id}' was not found."), id));
            }
        }
    }
}

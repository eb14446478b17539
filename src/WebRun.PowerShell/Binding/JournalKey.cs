using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Binding;

/// <summary>The user's names for the rows of a batch: by properties and script blocks, as Group-Object takes them.</summary>
internal sealed class JournalKey
{
    private readonly List<object?> _parts;

    /// <param name="given">Names of properties, and script blocks.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: something else is among them.</exception>
    public JournalKey(object?[] given)
    {
        _parts = [.. given.Select(Wrapped.Open)];
        if (_parts.Find(part => part is not (ScriptBlock or string { Length: > 0 })) is var wrong && (wrong is not null || _parts.Contains(null) || _parts.Count == 0))
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"The JournalKey '{wrong}' names no row. Give the name of a property, such as Shop, or a script block, such as {{ $_.Shop }}.");
        }
    }

    /// <summary>The name of a row; several parts are joined with commas.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it has none.</exception>
    public string Of(object? row)
    {
        var names = _parts.Select(part => string.Join(", ", Values(part!, row).Select(value => LanguagePrimitives.ConvertTo<string>(value)?.Trim()).Where(name => !string.IsNullOrEmpty(name)))).ToList();
        return names.TrueForAll(name => name.Length > 0)
            ? string.Join(", ", names)
            : throw NoName($"{(_parts[names.IndexOf("")] is string property ? $"it has no value in the property '{property}'" : "the script block emits nothing for it")}.");
    }

    private static IEnumerable<object?> Values(object part, object? row)
    {
        try
        {
            return part is ScriptBlock script
                ? script.InvokeWithContext(null, [new PSVariable("_", row)], row).SelectMany(Wrapped.Items)
                : Wrapped.Items(Wrapped.Of(row, (string)part));
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw NoName($"{e.Message}");
        }
    }

    private static WebRunException NoName(string why) => new(WebRunErrorId.InvalidParameter, $"The row has no name for the journal, so it was not run: {why} Give each row a name, or leave -JournalKey out.");
}

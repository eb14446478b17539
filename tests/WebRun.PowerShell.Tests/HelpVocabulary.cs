using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace WebRun.PowerShell.Tests;

/// <summary>What help may name of the module: its types, and the words that a script can use.</summary>
internal sealed class HelpVocabulary
{
    // The keys of tables that parameters take, and the errors of the cmdlets alone.
    private static readonly string[] Others = ["Uri", "Credential", "Auth", "BrowserNotFound", "InputObjectNotBound"];

    public HelpVocabulary(IReadOnlyList<CmdletInfo> commands)
    {
        var cmdlets = commands[0].ImplementingType.Assembly;
        Type[] types = [.. commands.SelectMany(command => command.OutputType).Select(type => type.Type).OfType<Type>().Append(commands[0].ImplementingType)
            .Where(type => type.Assembly != typeof(object).Assembly).Select(type => type.Assembly).Distinct().SelectMany(assembly => assembly.ExportedTypes)];
        Types = types.Select(type => type.FullName!).ToHashSet(StringComparer.Ordinal);
        Words = types.SelectMany(type => type.IsEnum ? Enum.GetNames(type) : type.GetProperties().Select(property => property.Name))
            .Concat(types.Select(type => type.Name))
            .Concat((string[])cmdlets.GetType("WebRun.PowerShell.KeyTransformationAttribute", throwOnError: true)!.GetField("Names", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!)
            .Concat(Others).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The full names of the module's public types.</summary>
    public IReadOnlySet<string> Types { get; }

    /// <summary>Properties, values of enumerations, error ids, names of keys.</summary>
    public IReadOnlySet<string> Words { get; }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WebRun.PowerShell.Tests;

/// <summary>Which parameter sets of a command a script uses.</summary>
internal static class ExampleUse
{
    public static IEnumerable<string> Sets(CommandInfo command, string script) =>
        Parser.ParseInput(script, out _, out _).FindAll(ast => ast is CommandAst call && call.GetCommandName() == command.Name, searchNestedScriptBlocks: true)
            .Cast<CommandAst>().SelectMany(call => Sets(command, call));

    private static IEnumerable<string> Sets(CommandInfo command, CommandAst call)
    {
        var given = call.CommandElements.OfType<CommandParameterAst>().Select(parameter => command.ResolveParameter(parameter.ParameterName).Name).ToHashSet(StringComparer.Ordinal);
        var isPiped = call.Parent is PipelineAst pipeline && pipeline.PipelineElements[0] != call;
        var fitting = command.ParameterSets.Where(set => given.IsSubsetOf(set.Parameters.Select(parameter => parameter.Name))
            && set.Parameters.All(parameter => !parameter.IsMandatory || given.Contains(parameter.Name) || parameter.Position >= 0 || (isPiped && (parameter.ValueFromPipeline || parameter.ValueFromPipelineByPropertyName)))).ToList();

        // Of sets that fit equally, a pipe fills the one that takes it, else it is the default.
        return (fitting.Where(set => isPiped && set.Parameters.Any(parameter => parameter.IsMandatory && parameter.ValueFromPipeline)) is var piped && piped.Any() ? piped
            : fitting.Count > 1 && fitting.Any(set => set.IsDefault) ? fitting.Where(set => set.IsDefault)
            : fitting).Select(set => set.Name);
    }
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary>Completes the ids that this process has seen lately, and those of sessions that may be open, by id or name. Never asks the service.</summary>
public sealed class IdCompleter : IArgumentCompleter
{
    private const string Session = "SessionId";

    // If the parent is already given, only its own ids are offered.
    private static readonly Dictionary<string, string> Parents = new(StringComparer.Ordinal)
    {
        ["TaskId"] = Session,
        ["RunId"] = "TriggerId",
        ["FileId"] = "EnvironmentId",
    };

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var word = wordToComplete.Trim('\'', '"');
            return [.. Known(parameterName, fakeBoundParameters)
                .Where(known => IsPlain(known.Id) && (StartsWith(known.Id, word) || StartsWith(known.Name, word)))
                .Select(known => new CompletionResult(known.Id, Shown(known), CompletionResultType.ParameterValue, $"{known.Id} {known.About}"))];
        }
#pragma warning disable CA1031 // Whatever it is, such as an invalid environment variable: the command itself reports it, and Tab has nothing to offer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    private static IEnumerable<SeenId> Known(string parameter, IDictionary? bound)
    {
        var all = parameter == Session ? OpenSessions() : RecentlySeen.Of(parameter);
        return Parents.TryGetValue(parameter, out var owner) && bound?[owner] is string parent && all.Any(known => known.Parent == parent)
            ? all.Where(known => known.Parent == parent)
            : all;
    }

    private static IReadOnlyList<SeenId> OpenSessions() => [.. Contexts.Current.Client.GetSessions()
        .Where(session => session.SessionId is not null)
        .OrderByDescending(session => session.CreatedAt)
        .Select(session => new SeenId(
            session.SessionId!,
            null,
            $"{Display.Shorten(Display.Purpose(session.TaskDetails, session.StartingPoint))}: {session.State}, since {Display.LocalTime(session.CreatedAt)}"))];

    private static string Shown(SeenId known) => Display.OneLine(known.Name) is { Length: > 0 } name ? name : known.Id;

    // The service chooses ids, and what Tab inserts is run, so only ids that are bare words to PowerShell are offered.
    private static bool IsPlain(string id) => char.IsLetterOrDigit(id[0]) && id.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool StartsWith(string? text, string word) => text?.StartsWith(word, StringComparison.OrdinalIgnoreCase) == true;
}

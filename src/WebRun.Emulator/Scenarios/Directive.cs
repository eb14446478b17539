using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using WebRun.Emulator.Settings;

namespace WebRun.Emulator.Scenarios;

/// <summary>
/// Reads what a task does from its text: <c>Find the price [[duration=3s; result=42 EUR; cost=0.05]]</c>.
/// <para>
/// A directive stands in <c>[[ … ]]</c> anywhere in the text and holds <c>key=value</c> pairs between semicolons.
/// A value ends at the next <c>;</c> or <c>]]</c>; one that begins with <c>{</c>, <c>[</c> or <c>"</c> is a JSON value,
/// read to its own end (a JSON string stands for its text). A later pair replaces an earlier one.
/// Text without a directive completes after the default duration with a message about the task.
/// <see cref="Help"/> lists the keys.
/// </para>
/// </summary>
internal static partial class Directive
{
    /// <summary>The keys, for people.</summary>
    public const string Help = """
        A directive in a task's text sets what the task does: Find the price [[duration=3s; result=42 EUR; cost=0.05]]
          duration=3s        how long it runs: 500ms, 3s, 2m, up to 1h (default 500ms)
          result=TEXT        message of its result; by default one is made up, from the outputSchema if there is one
          flaw=WORD          what is wrong with a structured answer: broken (cut off), fenced (in a Markdown fence),
                             missing (a required property or the last column), ragged (a row of CSV with an
                             unquoted $95,360.97)
          cost=0.05          final cost in USD, 0 to 100; grows linearly while it runs
          guardrail=TEXT     asks for TEXT after half of its work and waits for the answer
          fail=CODE          fails with CODE at its end
          error=TEXT         error text for fail
          files=N            produces N files, up to 100; or names, with sizes: files=a.txt,report.zip:1GB
                             or JSON: files=[{"name":"../../x","size":"20KB","foreign":true}], where foreign is a
                             downloadUrl on another host (localhost), chunked is a download without its
                             length, url is a downloadUrl of your own, and no name gives an answer without filename
          events=N           sends the live links N thoughts, actions and updates, spread over its work (default 4,
                             up to 10000000); if that is too many for its work, as fast as a link takes them
          live=TROUBLE       what goes wrong on the live links; combine them as live=no-ping,stray
            drop-at-start      cut when the task begins
            drop-before-end    cut just before the event of its end, which is missed
            drop-after-end     cut right after that event
            silent             no events, not even of the session's end, until another task begins
            no-ping            no pings, until another task begins
            broken             unreadable frames, when the task begins
            huge               a text frame of 64 MB, when the task begins
            stray              an event for another task when it begins, and two more after the end
            instance-regained  the browser is lost after half of the work, and comes back after half a second
            instance-lost      the browser is lost and does not come back: the session ends after the grace period
            If no link is up when the task begins, this applies to the first one that joins.
          hold=10s           how long the request that starts it is held, even if the task is over sooner
          end=WORD           the status of its end in other words, such as end=cancelled
          status=WORD        the status that a poll gets while it runs: running, active, pending, started
          shape=FORM         the form of its answers and events; combine them as shape=bare,byte-order-mark
            documented, wrapped, result-alone
            usage-in-data, tokens-in-data, camel, split-usage, scattered-usage, bare
            started, poll-url-alone, pending-alone                       while it runs
            failed-as-type, failed-without-status, failed-code-in-details, failed-with-http-status
            byte-order-mark, deep-unknown-field, duplicate-unknown-key, cut, oversized
            cleaned-up, gone-with-session, not-yet-known                 a poll gets 404
            failed-stays-open                                            its session, when it fails
            no-task-started, events-name-task, events-without-usage, error-text-in-data   its events
        A value that begins with { [ or " is read as JSON: [[result={"price":42}; error="a; b"]]
        """;

    private const int MaxEvents = 10_000_000;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The scenario of that text; what it does not say is <paramref name="usual"/>.</summary>
    /// <exception cref="FormatException">A directive cannot be read; the message says why.</exception>
    public static Scenario Read(string details, Scenario usual)
    {
        var text = new StringBuilder();
        var pairs = new List<(string Key, string Value)>();
        var position = 0;
        for (var start = Start().Match(details); start.Success; start = Start().Match(details, position))
        {
            text.Append(details, position, start.Index - position);
            position = ReadPairs(details, start.Index + 2, pairs);
        }

        var plain = text.Append(details, position, details.Length - position).ToString().Trim();
        var scenario = usual with { Text = plain, Cost = TypicalCost(plain) };
        foreach ((string key, string value) in pairs)
        {
            scenario = Apply(scenario, key, value);
        }

        return scenario;
    }

    // A search costs about a cent; a longer text a little more.
    private static decimal TypicalCost(string text) =>
        0.01m + 0.0001m * text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private static int ReadPairs(string details, int position, List<(string Key, string Value)> pairs)
    {
        while (true)
        {
            var key = Key().Match(details, position);
            if (!key.Success)
            {
                throw new FormatException("A directive needs key=value pairs between semicolons.");
            }

            position = key.Index + key.Length;
            var value = ReadValue(details, ref position);
            pairs.Add((key.Groups["key"].Value, value));

            var end = End().Match(details, position);
            if (!end.Success)
            {
                throw new FormatException($"The directive's value of '{key.Groups["key"].Value}' needs ; or ]] after it.");
            }

            position = end.Index + end.Length;
            if (end.Value.EndsWith(']'))
            {
                return position;
            }
        }
    }

    private static string ReadValue(string details, ref int position)
    {
        if (position < details.Length && details[position] is '{' or '[' or '"')
        {
            return ReadJson(details, ref position);
        }

        var plain = PlainValue().Match(details, position);
        position += plain.Length;
        return plain.Value.Trim();
    }

    private static string ReadJson(string details, ref int position)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(details[position..]));
        try
        {
            using JsonDocument json = JsonDocument.ParseValue(ref reader);
            var raw = json.RootElement.GetRawText();
            position += raw.Length;
            return json.RootElement.ValueKind == JsonValueKind.String ? json.RootElement.GetString()! : raw;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException("A directive's value that begins with { [ or \" must be JSON.", exception);
        }
    }

    private static Scenario Apply(Scenario scenario, string key, string value) => key switch
    {
        "duration" when DurationText.TryParse(value, out var duration) && duration <= Longest => scenario with { Duration = duration },
        "result" => scenario with { Result = value },
        "flaw" when Flaw(value) is { } flaw => scenario with { Flaw = flaw },
        "cost" when decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal cost) && cost <= 100m =>
            scenario with { Cost = cost },
        "guardrail" => scenario with { Guardrail = value },
        "fail" when value.Length > 0 => scenario with { FailureCode = value },
        "error" => scenario with { FailureMessage = value },
        "files" when ResultFileText.Read(value) is { } files => scenario with { Files = files },
        "events" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var events) && events <= MaxEvents =>
            scenario with { Events = events },
        "live" when LiveTroubleText.Read(value) is { } trouble => scenario with { Live = trouble },
        "shape" when ServiceFormText.Read(value) is { } forms => scenario with { Forms = [.. scenario.Forms, .. forms] },
        "status" when value is "running" or "active" or "pending" or "started" => scenario with { RunningWord = value },
        "end" when value.Length > 0 => scenario with { EndWord = value },
        "hold" when DurationText.TryParse(value, out var hold) && hold <= Longest => scenario with { Hold = hold },
        "end" or "hold" or "duration" or "flaw" or "cost" or "fail" or "files" or "events" or "live" or "shape" or "status" =>
            throw new FormatException($"The directive's value of '{key}' cannot be read: '{value}'."),
        _ => throw new FormatException($"The directive '{key}' does not exist."),
    };

    private static ResponseFlaw? Flaw(string value) =>
        Array.ConvertAll(Enum.GetValues<ResponseFlaw>(), flaw => (ResponseFlaw?)flaw)
            .FirstOrDefault(flaw => string.Equals(EnumWords.Of(flaw!.Value), value, StringComparison.Ordinal));

    // [[ counts as a directive only before key=, so that other text with brackets stays text.
    [GeneratedRegex(@"\[\[(?=\s*[a-z]+\s*=)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Start();

    [GeneratedRegex(@"\G\s*(?<key>[a-z]+)\s*=\s*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Key();

    [GeneratedRegex(@"\G(?:(?!;|\]\]).)*", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex PlainValue();

    [GeneratedRegex(@"\G\s*(?:;\s*\]\]|;|\]\])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex End();
}

using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Any row either runs with exactly the values that it shows, or is refused with a reason before anything is sent.</summary>
public class AnyRowTests
{
    private static readonly string[] Cultures = ["en-US", "de-DE", "tr-TR", "ar-SA", "fa-IR", "hi-IN", ""];

    /// <summary>Cells, each with what it puts into the request: null if it is refused, and empty if it is as if it were not there.</summary>
    private static readonly Dictionary<string, (object? Cell, Func<CultureInfo, string?> Sent)[]> Cells = new(StringComparer.Ordinal)
    {
        ["StartingPoint"] = [Cell("https://a.example/x", "\"startingPoint\":\"https://a.example/x\""), Cell(new Uri("https://b.example/"), "\"startingPoint\":\"https://b.example/\""), Cell("", ""), Cell("amazon", null)],
        ["MaxDuration"] = [Cell("90s", "\"maxDuration\":90000"), Cell(45, "\"maxDuration\":45000"), Cell("00:01:30", "\"maxDuration\":90000"), ("1,5m", c => HasComma(c) ? "\"maxDuration\":90000" : null), Cell(" ", ""), Cell("1:30", null)],
        ["MaxInputTokens"] = [Cell("5000", "\"maxInputTokens\":5000"), Cell(5000L, "\"maxInputTokens\":5000"), Cell("5,000", null), Cell("5.000", null), Cell("", ""), Cell("many", null), Cell("-1", null), Cell(4_000_000_000d, null), Cell(6.5m, null), Cell('7', null), Cell(DBNull.Value, "")],
        ["MaxOutputTokens"] = [Cell("4kb", "\"maxOutputTokens\":4096"), Cell(0, "\"maxOutputTokens\":0"), Cell(null, ""), Cell("1.5", null), Cell(new[] { 5 }, null), Cell(false, null), Cell(DayOfWeek.Friday, null)],
        ["MaxCost"] = [Cell("7.5", ""), Cell(9m, ""), Cell("", ""), ("7,5", c => HasComma(c) ? "" : null), ("1.500", c => c.NumberFormat.NumberGroupSeparator == "." ? null : ""), Cell("$5", null), Cell("0", null), Cell(Guid.Empty, null), Cell(new Hashtable(), null), Cell(new object[] { 2 }, null), Cell(Array.Empty<object>(), "")],
        ["Timeout"] = [Cell("3m", ""), Cell(100, ""), Cell("", ""), Cell("soon", null)],
        ["AvoidDomain"] = [Cell("a.com;b.com", "\"avoidDomains\":[\"a.com\",\"b.com\"]"), Cell("a.com, b.com", "\"avoidDomains\":[\"a.com\",\"b.com\"]"), Cell(new[] { "c.com" }, "\"avoidDomains\":[\"c.com\"]"), Cell("", ""), Cell("https://a.com", null), Cell(new Hashtable { ["a"] = 1 }, null), Cell(new object[] { "d.com", 7 }, null)],
        ["OutputSchema"] = [Cell("a; b", "\"outputSchema\":[\"a\",\"b\"]"), Cell(new[] { "c" }, "\"outputSchema\":[\"c\"]"), Cell("[\"d\"]", "\"outputSchema\":[\"d\"]"), Cell("", ""), Cell("{", null), Cell("title", null)],
        ["Proxy"] = [Cell("de", "\"country\":\"DE\""), Cell("", ""), Cell("Germany", null)],
        ["ReachOutMode"] = [Cell("GuardrailOnly", "\"guardrail_only\""), Cell("", ""), Cell("Sometimes", null), Cell("GuardrailOnly, Full", null), Cell(new[] { "Off", "Full" }, null), Cell("Guardrail*", null), Cell(9, null)],
        ["PolicyId"] = [Cell("p1", "\"policyId\":\"p1\""), Cell(77, "\"policyId\":\"77\""), Cell("", ""), Cell(new[] { "p1", "p2" }, null), Cell(new Hashtable(), null), Cell(DateTime.MinValue, null), Cell('p', null)],
        ["Url"] = [Cell("", ""), Cell(DBNull.Value, "")],
        ["Prompt"] = [Cell(" ", ""), Cell(null, ""), Cell("y", null), Cell(3, null)],
        ["Secret"] = [Cell("", ""), Cell("hunter2", null)],
        [" MaxCost"] = [Cell("", ""), Cell("1", null)],
        ["Shop"] = [Cell("any", ""), Cell(7, "")],
    };

    private static readonly string[] Fields = ["startingPoint", "maxDuration", "maxInputTokens", "maxOutputTokens", "avoidDomains", "outputSchema", "country", "guardrail_only", "policyId"];

    [Fact]
    public async Task Runs_with_what_it_shows_or_is_refused()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        using var engine = new Engine(emulator);

        Rows.Sample(
            sample =>
            {
                var culture = new CultureInfo(sample.Culture);
                var sentBefore = emulator.Recorder.Requests.Count;

                var result = engine.Run($"[cultureinfo]::CurrentCulture = '{sample.Culture}'; $input | Invoke-WebRunTask -WarningAction Ignore", sample.Row());

                var bodies = string.Concat(emulator.Recorder.Requests.Skip(sentBefore).Select(request => request.Body));
                var sent = sample.Columns.Select(column => Cells[column.Name][column.Choice].Sent(culture)).ToList();
                return sent.Contains(null)
                    ? bodies.Length == 0 && result.Errors.Count == 1 && result.Output.Count == 0
                    : result.Errors.Count == 0 && result.Output.Count == 1 && sent.All(part => bodies.Contains(part!, StringComparison.Ordinal))
                        && Fields.All(field => bodies.Contains(field, StringComparison.Ordinal) == sent.Any(part => part!.Contains(field, StringComparison.Ordinal)));
            },
            iter: TestSize.Of(100, 2_000),
            threads: 1);
    }

    private static Gen<AnyRow> Rows =>
        Gen.Select(Gen.Int[0, Cultures.Length - 1], Gen.Select(Gen.Int[0, Cells.Count - 1], Gen.Int[0, 100], Gen.Bool).Array[0, 4], Gen.Bool)
            .Select((culture, columns, isWrapped) => new AnyRow(
                Cultures[culture],
                isWrapped,
                [.. columns.Select(c => (Name: Cells.Keys.ElementAt(c.Item1), c.Item2, IsWrapped: c.Item3)).DistinctBy(c => c.Name).Select(c => (c.Name, c.Item2 % Cells[c.Name].Length, c.IsWrapped))]));

    private static (object? Cell, Func<CultureInfo, string?> Sent) Cell(object? cell, string? sent) => (cell, _ => sent);

    private static bool HasComma(CultureInfo culture) => culture.NumberFormat.NumberDecimalSeparator == ",";

    private static PSObject? Wrap(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var wrapped = new PSObject(value);
        wrapped.Properties.Add(new PSNoteProperty("Note", "x"));
        return wrapped;
    }

    private sealed record AnyRow(string Culture, bool IsTaskWrapped, IReadOnlyList<(string Name, int Choice, bool IsWrapped)> Columns)
    {
        public PSObject Row()
        {
            var row = new PSObject();
            row.Properties.Add(new PSNoteProperty("Task", IsTaskWrapped ? Wrap("x [[duration=1ms]]") : "x [[duration=1ms]]"));
            foreach (var (name, choice, isWrapped) in Columns)
            {
                var cell = Cells[name][choice].Cell;
                row.Properties.Add(new PSNoteProperty(name, isWrapped ? Wrap(cell) : cell));
            }

            return row;
        }

        public override string ToString() => $"{Culture}: {string.Join(", ", Columns.Select(c => $"{c.Name} = '{Cells[c.Name][c.Choice].Cell}'{(c.IsWrapped ? " wrapped" : "")}"))}";
    }
}

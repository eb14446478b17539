using System;
using System.Linq;
using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads what a task has used: each figure by itself, from the first place that has it under any of its names.</summary>
internal static class UsageReader
{
    /// <summary>The usage that an event reports, wherever it has it, added to what is known.</summary>
    public static WebRunUsage? Read(WebRunUsage? known, JsonElement liveEvent)
    {
        var data = liveEvent.Field("data");
        return Read(known, liveEvent.Field("usage"), data, data.Field("usage"));
    }

    /// <summary>The usage, added to what is known: a figure that an answer leaves out is as it was.</summary>
    /// <param name="known">What is known; null for nothing.</param>
    /// <param name="places">Where figures may be, the most trusted first.</param>
    public static WebRunUsage? Read(WebRunUsage? known, params JsonElement[] places)
    {
        var cost = Figure("cost");
        var (read, written) = (Figure("prompt_tokens", "inputTokens"), Figure("completion_tokens", "outputTokens"));
        var total = Figure("total_tokens");

        // The billed time is another quantity, which has to do where the task's own is nowhere.
        var time = Seconds(Figure("completion_time") ?? Figure("computeTime"));
        if (cost is null && read is null && written is null && total is null && time is null)
        {
            return known;
        }

        var (allRead, allWritten) = ((long?)read ?? known?.ReportedPrompt, (long?)written ?? known?.ReportedCompletion);
        return new WebRunUsage
        {
            ReportedPrompt = allRead,
            ReportedCompletion = allWritten,
            ReportedTotal = (long?)total ?? ((read ?? written) is null ? known?.ReportedTotal : (allRead ?? 0) + (allWritten ?? 0)),
            ReportedTime = time ?? known?.ReportedTime,
            Cost = (decimal?)cost ?? known?.Cost,
        };

        double? Figure(params string[] names) => places.SelectMany(place => names.Select(name => place.AnyNumber(name))).FirstOrDefault(number => number is not null);
    }

    // A number that is too large for a duration is ignored.
    private static TimeSpan? Seconds(double? seconds) => seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds.Value) : null;
}

using System;
using WebRun.Emulator.Scenarios;

namespace WebRun.Emulator.Model;

/// <summary>What a task uses: it grows linearly with the time worked and ends exactly at the scenario's cost.</summary>
internal static class TaskMeter
{
    // The service's own example is near a dollar for a million tokens read, with a quarter of that written.
    private const decimal PromptTokensPerDollar = 1_000_000m;
    private const decimal CompletionTokensPerDollar = 250_000m;

    public static TaskUsage After(TimeSpan worked, TaskRequest request)
    {
        var scenario = request.Scenario;
        var part = scenario.Duration > TimeSpan.Zero ? (decimal)worked.Ticks / scenario.Duration.Ticks : 1m;
        var cost = part < 1m ? Math.Round(scenario.Cost * part, 6) : scenario.Cost;
        return new TaskUsage(
            Tokens(cost * PromptTokensPerDollar, request.MaxInputTokens),
            Tokens(cost * CompletionTokensPerDollar, request.MaxOutputTokens),
            worked,
            cost);
    }

    private static int Tokens(decimal count, int most) => (int)Math.Min(Math.Round(count), most);
}

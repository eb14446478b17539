using System;
using System.Text.Json.Nodes;

namespace WebRun.Emulator.Forms;

/// <summary>Puts a task's usage into an answer: where, and under which names, depends on its forms.</summary>
internal static class UsageForm
{
    // Billed compute is another quantity than the task's time; the documentation's example has about a fifth of it.
    private const int ComputePart = 5;

    public static void AddTo(JsonObject answer, TaskView task)
    {
        if (task.Scenario.Has(ServiceForm.Bare))
        {
            return;
        }

        var data = answer["data"] as JsonObject;
        if (data is not null && task.Scenario.Has(ServiceForm.SplitUsage))
        {
            Move(data, Documented(task.Usage), "prompt_tokens", "completion_tokens", "total_tokens", "completion_time");
            answer["usage"] = Camel(task.Usage);
        }
        else if (data is not null && task.Scenario.Has(ServiceForm.ScatteredUsage))
        {
            var usage = Documented(task.Usage);
            Move(data, usage, "completion_time");
            data["usage"] = new JsonObject();
            Move(data["usage"]!.AsObject(), usage, "cost");
            answer["usage"] = usage;
        }
        else if (data is not null && task.Scenario.Has(ServiceForm.TokensInData))
        {
            Move(data, Documented(task.Usage), "prompt_tokens", "completion_tokens", "total_tokens", "completion_time", "cost");
        }
        else
        {
            var owner = data is not null && task.Scenario.Has(ServiceForm.UsageInData) ? data : answer;
            owner["usage"] = task.Scenario.Has(ServiceForm.Camel) || task.Scenario.Has(ServiceForm.SplitUsage) ? Camel(task.Usage) : Documented(task.Usage);
        }
    }

    private static void Move(JsonObject to, JsonObject from, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var figure = from[name];
            from.Remove(name);
            to[name] = figure;
        }
    }

    private static JsonObject Documented(TaskUsage usage) => new()
    {
        ["prompt_tokens"] = usage.PromptTokens,
        ["completion_tokens"] = usage.CompletionTokens,
        ["total_tokens"] = usage.PromptTokens + usage.CompletionTokens,
        ["completion_time"] = Seconds(usage.CompletionTime),
        ["cost"] = usage.Cost,
    };

    private static JsonObject Camel(TaskUsage usage) => new()
    {
        ["inputTokens"] = usage.PromptTokens,
        ["outputTokens"] = usage.CompletionTokens,
        ["computeTime"] = Seconds(usage.CompletionTime / ComputePart),
        ["cost"] = usage.Cost,
    };

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}

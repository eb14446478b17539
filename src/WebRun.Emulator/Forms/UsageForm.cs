using System;
using System.Text.Json.Nodes;
using WebRun.Emulator.Scenarios;

namespace WebRun.Emulator.Forms;

/// <summary>Puts a task's usage into an answer: where, and under which names, depends on the answer's shape.</summary>
internal static class UsageForm
{
    public static void AddTo(JsonObject answer, TaskView task)
    {
        var usage = task.Usage;
        var data = answer["data"] as JsonObject;
        switch (task.Scenario.Shape)
        {
            case ResponseShape.Bare:
                break;
            case ResponseShape.Camel:
                answer["usage"] = Camel(usage);
                break;
            case ResponseShape.UsageInData when data is not null:
                data["usage"] = Documented(usage);
                break;
            case ResponseShape.TokensInData when data is not null:
                foreach ((string name, var value) in Documented(usage))
                {
                    data[name] = value?.DeepClone();
                }

                break;
            default:
                answer["usage"] = Documented(usage);
                break;
        }
    }

    private static JsonObject Documented(TaskUsage usage) => new()
    {
        ["prompt_tokens"] = usage.PromptTokens,
        ["completion_tokens"] = usage.CompletionTokens,
        ["total_tokens"] = usage.PromptTokens + usage.CompletionTokens,
        ["completion_time"] = Seconds(usage),
        ["cost"] = usage.Cost,
    };

    private static JsonObject Camel(TaskUsage usage) => new()
    {
        ["inputTokens"] = usage.PromptTokens,
        ["outputTokens"] = usage.CompletionTokens,
        ["computeTime"] = Seconds(usage),
        ["cost"] = usage.Cost,
    };

    private static double Seconds(TaskUsage usage) => Math.Round(usage.CompletionTime.TotalSeconds, 3);
}

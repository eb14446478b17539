using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebRun.Emulator;

/// <summary>What a completed task hands over: its message, its files, the pages that it loaded.</summary>
internal static class ResultData
{
    public const string DefaultSource = "https://example.com/";

    public static JsonObject Of(EmulatedTask task, Uri baseUri)
    {
        var data = new JsonObject { ["message"] = Message(task.Request) };
        if (task.Request.Scenario.Shape == AnswerShape.Bare)
        {
            return data;
        }

        data["files"] = Files(task, baseUri);
        data["network"] = Network(task);
        return data;
    }

    /// <summary>What a task that waits for an answer asks.</summary>
    public static JsonObject Question(EmulatedTask task) => new() { ["type"] = "human_input_needed", ["value"] = task.Request.Scenario.Guardrail };

    /// <summary>The content of a task's file; null when it has none of that name.</summary>
    public static string? FileContent(EmulatedTask task, string name) =>
        FileNames(task).Contains(name, StringComparer.Ordinal) ? $"{name} of task {task.Id}\n" : null;

    /// <summary>The message of a task that completes.</summary>
    public static string Message(TaskRequest request) => (request.Scenario.Result, request.OutputType) switch
    {
        ({ } result, _) => result,
        (_, OutputType.Json) => SampleData.Json((JsonObject)request.OutputSchema!).ToJsonString(JsonSerializerOptions.Default),
        (_, OutputType.Csv) => SampleData.Csv(request.OutputSchema!),
        _ when request.Scenario.Text.Length == 0 => "The page is open.",
        _ => $"The emulator has done this task: {request.Scenario.Text}",
    };

    private static JsonArray Files(EmulatedTask task, Uri baseUri) => new([.. FileNames(task).Select(name => (JsonNode)new JsonObject
    {
        ["source"] = Source(task),
        ["downloadUrl"] = new Uri(baseUri, $"downloads/{task.SessionId}/{task.Id}/{name}").AbsoluteUri,
        ["filename"] = name,
        ["timestamp"] = Milliseconds(task),
    })]);

    // The service stamps these with a fraction of a millisecond.
    private static JsonArray Network(EmulatedTask task) => task.Request.StartingPoint is null && task.Request.Scenario.Files == 0 ? [] : new(new JsonObject
    {
        ["id"] = $"n-{task.Id}",
        ["taskId"] = task.Id,
        ["urls"] = new JsonArray(new JsonObject { ["url"] = Source(task), ["timestamp"] = Milliseconds(task) + 0.646 }),
    });

    private static string[] FileNames(EmulatedTask task) =>
        [.. Enumerable.Range(1, task.Request.Scenario.Files).Select(number => string.Create(CultureInfo.InvariantCulture, $"file-{number}.txt"))];

    private static string Source(EmulatedTask task) => task.Request.StartingPoint ?? DefaultSource;

    private static long Milliseconds(EmulatedTask task) => task.Record().AcceptedAt.ToUnixTimeMilliseconds();
}

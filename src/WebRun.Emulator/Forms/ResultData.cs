using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Forms;

/// <summary>What a completed task hands over: its message, its files, the pages that it loaded.</summary>
internal static class ResultData
{
    public const string DefaultSource = "https://example.com/";

    public static JsonObject Of(TaskView task, Uri baseUri)
    {
        var data = new JsonObject { ["message"] = Message(task.Request) };
        if (task.Scenario.Has(ServiceForm.Bare))
        {
            return data;
        }

        data["files"] = Files(task, baseUri);
        data["network"] = Network(task);
        return data;
    }

    /// <summary>What a task that waits for an answer asks.</summary>
    public static JsonObject Question(TaskView task) => new() { ["type"] = "human_input_needed", ["value"] = task.Scenario.Guardrail };

    /// <summary>The message of a task that completes.</summary>
    public static string Message(TaskRequest request) => request.Scenario.Result switch
    {
        _ when request.OutputType != OutputType.Text => StructuredResponse.Of(request),
        { } result => result,
        _ when request.Scenario.Text.Length == 0 => "The page is open.",
        _ => $"The emulator has done this task: {request.Scenario.Text}",
    };

    private static JsonArray Files(TaskView task, Uri baseUri) => new([.. task.Scenario.Files.Select((file, index) =>
    {
        var described = new JsonObject { ["source"] = Source(task), ["downloadUrl"] = file.Url ?? DownloadUrl(task, file, index + 1, baseUri) };
        if (file.Name is not null)
        {
            described["filename"] = file.Name;
        }

        described["timestamp"] = Milliseconds(task);
        return (JsonNode)described;
    })]);

    private static string DownloadUrl(TaskView task, ResultFile file, int number, Uri baseUri) =>
        new Uri(file.IsForeign ? ForeignHost.Of(baseUri) : baseUri, string.Create(CultureInfo.InvariantCulture, $"downloads/{task.SessionId}/{task.Id}/{number}")).AbsoluteUri;

    // The service stamps these with a fraction of a millisecond.
    private static JsonArray Network(TaskView task) => task.Request.StartingPoint is null && task.Scenario.Files.Count == 0 ? [] : new(new JsonObject
    {
        ["id"] = $"n-{task.Id}",
        ["taskId"] = task.Id,
        ["urls"] = new JsonArray(new JsonObject { ["url"] = Source(task), ["timestamp"] = Milliseconds(task) + 0.646 }),
    });

    private static string Source(TaskView task) => task.Request.StartingPoint ?? DefaultSource;

    private static long Milliseconds(TaskView task) => task.AcceptedAt.ToUnixTimeMilliseconds();
}

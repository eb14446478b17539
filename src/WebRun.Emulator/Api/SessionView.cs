using System;
using System.Linq;
using System.Text.Json.Nodes;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Model;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>A session as its page shows it.</summary>
/// <remarks>Called under the emulator's lock.</remarks>
internal static class SessionView
{
    private const int MaxEvents = 100;

    public static JsonObject Of(EmulatedSession session, Uri baseUri)
    {
        var record = session.Record();
        return new JsonObject
        {
            ["sessionId"] = record.SessionId,
            ["state"] = EnumWords.Of(record.State),
            ["isOpen"] = record.IsOpen,
            ["endReason"] = record.EndReason,
            ["seconds"] = record.Duration.TotalSeconds,
            ["cost"] = record.Cost,
            ["links"] = session.Feed.Links,
            ["tasks"] = new JsonArray([.. session.Tasks.Select(Describe)]),
            ["events"] = Events(session, baseUri),
        };
    }

    private static JsonObject Describe(EmulatedTask task)
    {
        var record = task.Record();
        return new JsonObject
        {
            ["taskId"] = record.TaskId,
            ["text"] = task.Request.Scenario.Text,
            ["state"] = EnumWords.Of(record.State),
            ["seconds"] = record.Usage.CompletionTime.TotalSeconds,
            ["tokens"] = record.Usage.PromptTokens + record.Usage.CompletionTokens,
            ["cost"] = record.Usage.Cost,
            ["outcome"] = record.State switch
            {
                TaskState.Completed => ResultData.Message(task.Request),
                TaskState.Failed => $"{task.Failure?.Code}: {task.Failure?.Message}",
                TaskState.WaitingForInput => task.Request.Scenario.Guardrail,
                _ => null,
            },
        };
    }

    // Of a run of events only the last are made.
    private static JsonArray Events(EmulatedSession session, Uri baseUri)
    {
        var latest = session.Feed.Recent
            .Reverse()
            .SelectMany(entry => Enumerable.Range(1, entry.Event.Count), (entry, back) => (entry.At, entry.Event, Index: entry.Event.Count - back))
            .Take(MaxEvents)
            .Reverse();

        return new JsonArray([.. latest.Select(item => new JsonObject
        {
            ["at"] = JsonText.Time(item.At),
            ["name"] = item.Event.Name,
            ["payload"] = item.Event.Payload(item.Index, baseUri),
        })]);
    }
}

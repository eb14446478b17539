using System;
using System.Globalization;
using System.Text.Json.Nodes;
using WebRun.Emulator.Scenarios;

namespace WebRun.Emulator.Forms;

/// <summary>What a task reports while it works, and when it ends.</summary>
internal static class TaskEvents
{
    public static LiveEvent Started(TaskView task) => LiveEvent.Message(_ => Named(task, new JsonObject
    {
        ["type"] = "task_started",
        ["data"] = new JsonObject { ["taskId"] = task.Id },
    }));

    /// <summary>Its thoughts, actions and updates from one number up to, without it, another.</summary>
    public static LiveEvent Steps(TaskView task, int from, int to) => new("message", (index, _) => Named(task, Step(task.Request, from + index)), to - from);

    public static LiveEvent Guardrail(TaskView task) => LiveEvent.Message(_ => Named(task, new JsonObject
    {
        ["type"] = "guardrail_trigger",
        ["data"] = ResultData.Question(task),
    }));

    public static LiveEvent Completed(TaskView task) => LiveEvent.Message(baseUri =>
    {
        var payload = Completion(task, task.Id, ResultData.Of(task, baseUri));
        if (!task.Scenario.Has(ServiceForm.EventsWithoutUsage))
        {
            UsageForm.AddTo(payload, task);
        }

        return payload;
    });

    public static LiveEvent Failed(TaskView task) => LiveEvent.Message(_ =>
    {
        var payload = new JsonObject { ["type"] = "error" };
        if (task.Scenario.Has(ServiceForm.ErrorTextInData))
        {
            var data = new JsonObject { ["message"] = task.Failure?.Message };
            UsageForm.AddTo(data, task);
            payload["data"] = data;
        }
        else
        {
            payload["error"] = task.Failure?.Message;
        }

        payload["code"] = task.Failure?.Code;
        return Named(task, payload);
    });

    /// <summary>The completion of an unknown task.</summary>
    public static LiveEvent CompletedOther(TaskView task) => LiveEvent.Message(_ =>
        Completion(task, $"other-{task.Id}", new JsonObject { ["message"] = "This is the result of another task." }));

    /// <summary>A task that is over thinks and completes once more.</summary>
    public static LiveEvent Afterwards(TaskView task) => new(
        "message",
        (index, _) => index == 0
            ? Thought("The task is over, and still there is a thought.")
            : Completion(task, task.Id, new JsonObject { ["message"] = "This comes after the end." }),
        Count: 2);

    private static JsonObject Named(TaskView task, JsonObject payload)
    {
        if (task.Scenario.Has(ServiceForm.EventsNameTask))
        {
            payload["taskId"] = task.Id;
        }

        return payload;
    }

    private static JsonObject Completion(TaskView task, string taskId, JsonObject data) => new()
    {
        ["type"] = "task_completed",
        ["sessionId"] = task.SessionId,
        ["taskId"] = taskId,
        ["data"] = data,
    };

    // A thought at the start, then two actions to each thought, and an update as the last.
    private static JsonObject Step(TaskRequest request, int index)
    {
        var count = request.Scenario.Events;
        var step = string.Create(CultureInfo.InvariantCulture, $"step {index + 1} of {count}");
        return index switch
        {
            0 => Thought($"I begin, {step}: {request.Scenario.Text}"),
            _ when index == count - 1 => Update($"Nearly there, {step}."),
            1 => Action("navigate", request.StartingPoint ?? ResultData.DefaultSource),
            _ when index % 3 == 0 => Thought($"I read what the page says, {step}."),
            _ when index % 3 == 1 => Action("scroll", step),
            _ => Action("click_element", step),
        };
    }

    private static JsonObject Thought(string content) => new() { ["type"] = "agent", ["content"] = content };

    private static JsonObject Action(string name, string target) => new()
    {
        ["type"] = "action",
        ["data"] = new JsonObject { ["name"] = name, ["target"] = target },
    };

    private static JsonObject Update(string message) => new() { ["type"] = "response_update", ["data"] = new JsonObject { ["message"] = message } };
}

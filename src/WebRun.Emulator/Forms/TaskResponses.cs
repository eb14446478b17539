using System;
using System.Text.Json.Nodes;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Forms;

/// <summary>Describes the state of a task, in the form that its scenario sets.</summary>
internal static class TaskResponses
{
    /// <summary>The answer to a request that was held: it always names the ids, for its sender does not have them yet.</summary>
    public static JsonObject Held(TaskView task, Uri baseUri) =>
        task.GoesOn ? Pending(task, baseUri) : Settled(task, baseUri, named: true);

    /// <summary>The answer to a poll.</summary>
    public static JsonObject Polled(TaskView task, Uri baseUri) =>
        task.GoesOn ? Progress(task) : Settled(task, baseUri, named: false);

    private static JsonObject Pending(TaskView task, Uri baseUri)
    {
        var answer = Head(task, success: true);
        answer["status"] = "pending";
        answer["pending"] = true;
        answer["pollUrl"] = new Uri(baseUri, $"task/{task.SessionId}/{task.Id}").AbsoluteUri;
        answer["message"] = "The task is still running. Poll the pollUrl for its result.";
        return answer;
    }

    private static JsonObject Progress(TaskView task)
    {
        var answer = Head(task, success: true);
        var word = task.State == TaskState.Queued ? "pending" : task.Scenario.RunningWord;
        answer["status"] = word;
        if (string.Equals(word, "pending", StringComparison.Ordinal))
        {
            answer["pending"] = true;
        }

        UsageForm.AddTo(answer, task);
        return answer;
    }

    private static JsonObject Settled(TaskView task, Uri baseUri, bool named) => task.State switch
    {
        TaskState.Completed => Completed(task, baseUri, named),
        TaskState.WaitingForInput => Guardrail(task, named),
        TaskState.Failed => Failed(task),
        TaskState.Stopped => Stopped(task),
        _ => Terminated(task, named),
    };

    private static JsonObject Completed(TaskView task, Uri baseUri, bool named)
    {
        var answer = Head(task, success: true);
        var result = answer;
        if (task.Scenario.Shape == ResponseShape.Wrapped)
        {
            answer = named ? answer : [];
            result = [];
            answer["status"] = "complete";
            answer["result"] = result;
        }

        result["type"] = "task_completed";
        result["data"] = ResultData.Of(task, baseUri);
        UsageForm.AddTo(result, task);
        if (!named)
        {
            result["completedAt"] = JsonText.Time(task.EndedAt!.Value);
        }

        return answer;
    }

    private static JsonObject Guardrail(TaskView task, bool named)
    {
        var answer = named ? Head(task, success: true) : new JsonObject { ["success"] = true };
        answer["type"] = "guardrail_trigger";
        answer["data"] = ResultData.Question(task);
        return answer;
    }

    private static JsonObject Failed(TaskView task)
    {
        var answer = Head(task, success: false);
        answer[task.Scenario.Shape == ResponseShape.Wrapped ? "type" : "status"] = "failed";
        answer["error"] = task.Failure?.Message;
        answer["code"] = task.Failure?.Code;
        UsageForm.AddTo(answer, task);
        return answer;
    }

    private static JsonObject Stopped(TaskView task)
    {
        var answer = Head(task, success: false);
        answer["status"] = "stopped";
        answer["message"] = "The task was stopped.";
        UsageForm.AddTo(answer, task);
        return answer;
    }

    private static JsonObject Terminated(TaskView task, bool named)
    {
        var answer = named ? Head(task, success: false) : new JsonObject { ["success"] = false };
        answer["status"] = "terminated";
        return answer;
    }

    private static JsonObject Head(TaskView task, bool success) =>
        new() { ["success"] = success, ["sessionId"] = task.SessionId, ["taskId"] = task.Id };
}

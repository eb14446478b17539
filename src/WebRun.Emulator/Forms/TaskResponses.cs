using System;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Forms;

/// <summary>Describes the state of a task, in the forms that its scenario sets.</summary>
internal static class TaskResponses
{
    /// <summary>The answer to a request that was held: it always names the ids, for its sender does not have them yet.</summary>
    public static JsonObject Held(TaskView task, Uri baseUri) =>
        task.GoesOn ? Pending(task, baseUri) : Settled(task, baseUri, named: true);

    /// <summary>The answer to a poll.</summary>
    public static JsonObject Polled(TaskView task, Uri baseUri) =>
        task.GoesOn ? Progress(task, baseUri) : Settled(task, baseUri, named: false);

    /// <summary>The HTTP status of both.</summary>
    public static int StatusOf(TaskView task) => task.State == TaskState.Failed && task.Scenario.Has(ServiceForm.FailedWithHttpStatus) ? 500 : 200;

    /// <summary>All that is told of a completed task at its end.</summary>
    public static JsonObject Completed(TaskView task, Uri baseUri)
    {
        var answer = Result(task, baseUri, named: true);
        answer["completedAt"] = JsonText.Time(task.EndedAt!.Value);
        return answer;
    }

    private static JsonObject Pending(TaskView task, Uri baseUri)
    {
        var answer = Head(task, success: true);
        if (AddUnusual(answer, task, baseUri))
        {
            return answer;
        }

        answer["status"] = "pending";
        answer["pending"] = true;
        answer["pollUrl"] = PollUrl(task, baseUri);
        answer["message"] = "The task is still running. Poll the pollUrl for its result.";
        return answer;
    }

    private static JsonObject Progress(TaskView task, Uri baseUri)
    {
        var answer = Head(task, success: true);
        if (!AddUnusual(answer, task, baseUri))
        {
            var word = task.State == TaskState.Queued ? "pending" : task.Scenario.RunningWord;
            answer["status"] = word;
            if (string.Equals(word, "pending", StringComparison.Ordinal))
            {
                answer["pending"] = true;
            }
        }

        UsageForm.AddTo(answer, task);
        return answer;
    }

    /// <summary>Says in one of the unusual forms that a task goes on; false if none is asked for.</summary>
    private static bool AddUnusual(JsonObject answer, TaskView task, Uri baseUri)
    {
        (string Name, JsonNode Value)? unusual = task.Scenario switch
        {
            var scenario when scenario.Has(ServiceForm.Started) => ("status", "started"),
            var scenario when scenario.Has(ServiceForm.PollUrlAlone) => ("pollUrl", PollUrl(task, baseUri)),
            var scenario when scenario.Has(ServiceForm.PendingAlone) => ("pending", true),
            _ => null,
        };
        if (unusual is { } field)
        {
            answer[field.Name] = field.Value;
        }

        return unusual is not null;
    }

    private static JsonObject Settled(TaskView task, Uri baseUri, bool named) => task.State switch
    {
        TaskState.Completed when task.Scenario.EndWord is { } word => InOtherWords(task, word),
        TaskState.Completed => Result(task, baseUri, named),
        TaskState.WaitingForInput => Guardrail(task, named),
        TaskState.Failed => Failed(task),
        TaskState.Stopped => InOtherWords(task, "stopped"),
        _ => Terminated(task, named),
    };

    private static JsonObject Result(TaskView task, Uri baseUri, bool named)
    {
        var answer = Head(task, success: true);
        var result = answer;
        var isWrapped = task.Scenario.Has(ServiceForm.Wrapped);
        if (isWrapped || task.Scenario.Has(ServiceForm.ResultAlone))
        {
            answer = named || !isWrapped ? answer : [];
            result = [];
            if (isWrapped)
            {
                answer["status"] = "complete";
            }

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
        var isCodeInDetails = task.Scenario.Has(ServiceForm.FailedCodeInDetails);
        if (isCodeInDetails || task.Scenario.Has(ServiceForm.FailedWithoutStatus) || task.Scenario.Has(ServiceForm.FailedWithHttpStatus))
        {
            var bare = new JsonObject { ["success"] = false, ["error"] = task.Failure?.Message };
            var details = new JsonObject();
            (isCodeInDetails ? details : bare)["code"] = task.Failure?.Code;
            UsageForm.AddTo(bare, task);
            bare["details"] = details;
            return bare;
        }

        var answer = Head(task, success: false);
        answer[task.Scenario.Has(ServiceForm.Wrapped) || task.Scenario.Has(ServiceForm.FailedAsType) ? "type" : "status"] = "failed";
        answer["error"] = task.Failure?.Message;
        answer["code"] = task.Failure?.Code;
        UsageForm.AddTo(answer, task);
        return answer;
    }

    private static JsonObject InOtherWords(TaskView task, string word)
    {
        var answer = Head(task, success: false);
        answer["status"] = word;
        answer["message"] = $"The task was {word}.";
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

    private static string PollUrl(TaskView task, Uri baseUri) => new Uri(baseUri, $"task/{task.SessionId}/{task.Id}").AbsoluteUri;
}

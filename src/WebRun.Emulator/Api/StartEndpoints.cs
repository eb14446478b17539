using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Model;
using WebRun.Emulator.Requests;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>POST /start/run-task and /start/start-session: what opens a session.</summary>
internal sealed class StartEndpoints(SessionStore store, Admission admission, TaskRequestReader reader, TaskHold hold, EmulatorOptions options)
{
    public Task<Response> RunTaskAsync(Exchange exchange)
    {
        var owner = admission.Admit(exchange);
        var fields = JsonFields.Read(exchange.Body);
        var setup = SessionFields.Read(fields);
        var request = reader.Read(ReadNestedTask(fields, "task") ?? fields);

        EmulatedTask task;
        lock (store.Gate)
        {
            task = store.Run(owner, setup, request);
        }

        return hold.AnswerAsync(exchange, task);
    }

    public Task<Response> StartSessionAsync(Exchange exchange)
    {
        var owner = admission.Admit(exchange);
        var fields = JsonFields.Read(exchange.Body);
        var setup = SessionFields.Read(fields);
        var request = ReadInitial(fields, "task") ?? ReadInitial(fields, "initialTask");

        lock (store.Gate)
        {
            var session = store.Open(owner, setup, string.IsNullOrWhiteSpace(request?.Details) ? null : request);

            return Task.FromResult(Response.Json(Describe(exchange, session, request)));
        }
    }

    // It may open a page without doing anything there; an object with neither is one that should have been left out.
    private TaskRequest? ReadInitial(JsonFields fields, string name)
    {
        if (ReadNestedTask(fields, name) is not { } initial)
        {
            return null;
        }

        var request = reader.Read(initial, mayBeEmpty: true);
        return string.IsNullOrWhiteSpace(request.Details) && request.StartingPoint is null
            ? throw initial.Missing(name is "task" ? "prompt" : "taskDetails")
            : request;
    }

    private static JsonFields? ReadNestedTask(JsonFields fields, string name)
    {
        var task = fields.Object(name);
        if (task is not null)
        {
            SessionFields.RefuseIn(task);
        }

        return task;
    }

    private JsonObject Describe(Exchange exchange, EmulatedSession session, TaskRequest? request)
    {
        var address = exchange.BaseUri.AbsoluteUri.TrimEnd('/');
        var answer = new JsonObject
        {
            ["success"] = true,
            ["sessionId"] = session.Id,
            ["socketURL"] = address,
            ["streaming"] = new JsonObject
            {
                ["webRTCURL"] = $"{address}/emulator/view/{session.Id}/whep",
                ["webViewURL"] = $"{address}/emulator/view/{session.Id}",
                ["dimensions"] = new JsonObject { ["width"] = options.PictureWidth, ["height"] = options.PictureHeight },
            },
            ["initialPrompt"] = request?.Details ?? "",
            ["expiresIn"] = (long)options.IdleTimeout.TotalMilliseconds,
            ["balance"] = store.Balance(session.Owner),
            ["message"] = "The session is open.",
        };
        if (options.Forms.Contains(ServiceForm.SessionNamesTask) && session.Tasks is [var first, ..])
        {
            answer["taskId"] = first.Id;
        }

        return answer;
    }
}

/// <summary>Holds the request that started a task until there is news of it or the inline window is over, or as long as was asked for. The task does not depend on it.</summary>
internal sealed class TaskHold(SessionStore store, EmulatorOptions options)
{
    public async Task<Response> AnswerAsync(Exchange exchange, EmulatedTask task)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(exchange.Abandoned);
        var hold = exchange.AnswersAtOnce ? TimeSpan.Zero : task.Request.Scenario.Hold;
        var end = Task.Delay(hold ?? options.InlineWindow, options.TimeProvider, over.Token);
        await Task.WhenAny(hold is null ? [end, task.News] : [end]);
        await over.CancelAsync();
        exchange.Abandoned.ThrowIfCancellationRequested();

        lock (store.Gate)
        {
            var view = task.View;
            return Response.Json(TaskResponses.Held(view, exchange.BaseUri), TaskResponses.StatusOf(view)) with { Forms = view.Scenario.Forms };
        }
    }
}

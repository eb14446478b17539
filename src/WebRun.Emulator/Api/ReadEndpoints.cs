using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Model;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>The endpoints that need no key.</summary>
internal sealed class ReadEndpoints(SessionStore store, EmulatorOptions options)
{
    // How many browsers the emulated service has altogether.
    private const int Instances = 100;

    /// <summary>GET /task/{sessionId}/{taskId}.</summary>
    public Task<Response> TaskAsync(Exchange exchange)
    {
        lock (store.Gate)
        {
            var task = Find(exchange.Route("sessionId"), exchange.Route("taskId"));
            var view = task.View;
            if (task.CountPoll() == 1 && view.Scenario.Has(ServiceForm.NotYetKnown))
            {
                throw NotFound("Task not found.");
            }

            if (view.IsOver && view.Scenario.Has(ServiceForm.CleanedUp))
            {
                throw NotFound("The task is complete and was cleaned up.");
            }

            if (store.FindOpen(view.SessionId) is null && view.Scenario.Has(ServiceForm.GoneWithSession))
            {
                throw new Refusal(404, "SESSION_EXPIRED", "The session has expired.");
            }

            return Task.FromResult(Response.Json(TaskResponses.Polled(view, exchange.BaseUri), TaskResponses.StatusOf(view)) with { Forms = view.Scenario.Forms });
        }
    }

    /// <summary>GET /start/health.</summary>
    public Task<Response> HealthAsync(Exchange exchange)
    {
        int free;
        lock (store.Gate)
        {
            free = Instances - store.Sessions.Count(session => session.IsOpen);
        }

        return Task.FromResult(Response.Json(new JsonObject
        {
            ["success"] = true,
            ["status"] = "healthy",
            ["instancesAvailable"] = free > 0,
            ["instanceCount"] = free,
            ["timestamp"] = JsonText.Time(options.TimeProvider.GetUtcNow()),
        }));
    }

    /// <summary>Any other path.</summary>
    public static Task<Response> NothingAsync(Exchange exchange) => throw Refusal.NotFound("endpoint");

    private EmulatedTask Find(string sessionId, string taskId)
    {
        var isFirst = options.Forms.Contains(ServiceForm.SessionIdIsTaskId) && string.Equals(sessionId, taskId, StringComparison.Ordinal);
        var task = isFirst ? store.Find(sessionId)?.Tasks is [var first, ..] ? first : null : store.FindTask(sessionId, taskId);
        return task ?? throw NotFound("Task not found.");
    }

    private static Refusal NotFound(string message) => new(404, "TASK_NOT_FOUND", message);
}

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
            return Task.FromResult(Response.Json(TaskResponses.Polled(Find(exchange).View, exchange.BaseUri)));
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

    private EmulatedTask Find(Exchange exchange) =>
        store.FindTask(exchange.Route("sessionId"), exchange.Route("taskId")) ?? throw new Refusal(404, "TASK_NOT_FOUND", "Task not found.");
}

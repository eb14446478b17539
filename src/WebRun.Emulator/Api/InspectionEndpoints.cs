using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using WebRun.Emulator.Scenarios;

namespace WebRun.Emulator.Api;

/// <summary>The paths below /emulator/, for tests against it.</summary>
internal sealed class InspectionEndpoints(Recorder recorder, FaultList faults, Action reset)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>GET /emulator/recorder.</summary>
    public Task<Response> BooksAsync(Exchange exchange) => Task.FromResult(Response.Json(new JsonObject
    {
        ["startedTasks"] = recorder.StartedTasks,
        ["openSessions"] = recorder.OpenSessions,
        ["openSockets"] = recorder.OpenSockets,
        ["billed"] = recorder.Billed,
        ["sessions"] = Array(recorder.Sessions, session => new
        {
            session.SessionId,
            session.Owner,
            session.State,
            session.EndReason,
            session.IsControlled,
            session.EnvironmentId,
            session.PolicyId,
            session.ReachOutMode,
            session.Proxy,
            session.CreatedAt,
            session.EndedAt,
            Seconds = session.Duration.TotalSeconds,
            session.Cost,
        }),
        ["tasks"] = Array(recorder.Tasks, task => new
        {
            task.SessionId,
            task.TaskId,
            task.TaskDetails,
            task.StartingPoint,
            task.OutputType,
            task.AvoidDomains,
            task.SecretCount,
            task.FileIds,
            task.Replies,
            task.State,
            task.FailureCode,
            task.Usage.PromptTokens,
            task.Usage.CompletionTokens,
            Seconds = task.Usage.CompletionTime.TotalSeconds,
            task.Usage.Cost,
            task.AcceptedAt,
            task.EndedAt,
        }),
        ["webhooks"] = Array(recorder.Webhooks, webhook => webhook),
        ["interactions"] = Array(recorder.Interactions, interaction => interaction),
        ["uploads"] = Array(recorder.Uploads, upload => upload),
        ["downloads"] = Array(recorder.Downloads, download => download),
        ["environments"] = Array(recorder.Environments, environment => environment),
        ["triggers"] = Array(recorder.Triggers, trigger => trigger),
        ["triggerRuns"] = Array(recorder.TriggerRuns, run => run),
        ["sockets"] = Array(recorder.Sockets, socket => socket),
        ["requests"] = Array(recorder.Requests, request => new
        {
            request.ReceivedAt,
            request.Method,
            request.Host,
            request.Path,
            request.Status,
            Milliseconds = request.Duration?.TotalMilliseconds,
            request.HadAuthorization,
            request.Body,
        }),
    }));

    /// <summary>POST /emulator/faults.</summary>
    public Task<Response> AddFaultsAsync(Exchange exchange)
    {
        foreach (var fault in FaultReader.Read(exchange.Body))
        {
            faults.Add(fault);
        }

        return Task.FromResult(Response.Success("The faults are set."));
    }

    /// <summary>DELETE /emulator/faults.</summary>
    public Task<Response> ClearFaultsAsync(Exchange exchange)
    {
        faults.Clear();
        return Task.FromResult(Response.Success("The faults are removed."));
    }

    /// <summary>POST /emulator/reset.</summary>
    public Task<Response> ResetAsync(Exchange exchange)
    {
        reset();
        return Task.FromResult(Response.Success("The emulator is reset."));
    }

    private static JsonArray Array<T>(System.Collections.Generic.IEnumerable<T> items, Func<T, object> describe) =>
        new([.. items.Select(item => JsonSerializer.SerializeToNode(describe(item), Web))]);
}

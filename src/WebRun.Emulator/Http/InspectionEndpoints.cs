using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Threading.Tasks;

namespace WebRun.Emulator;

/// <summary>The paths below /emulator/, for whoever tests against it.</summary>
internal sealed class InspectionEndpoints(Books books, FaultList faults, Action reset)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>GET /emulator/books.</summary>
    public Task<Answer> BooksAsync(Exchange exchange) => Task.FromResult(Answer.Json(new JsonObject
    {
        ["startedTasks"] = books.StartedTasks,
        ["openSessions"] = books.OpenSessions,
        ["openSockets"] = books.OpenSockets,
        ["billed"] = books.Billed,
        ["sessions"] = Array(books.Sessions, session => new
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
        ["tasks"] = Array(books.Tasks, task => new
        {
            task.SessionId,
            task.TaskId,
            task.TaskDetails,
            task.StartingPoint,
            task.OutputType,
            task.AvoidDomains,
            task.SecretCount,
            task.FileIds,
            task.State,
            task.FailureCode,
            task.Usage.PromptTokens,
            task.Usage.CompletionTokens,
            Seconds = task.Usage.CompletionTime.TotalSeconds,
            task.Usage.Cost,
            task.AcceptedAt,
            task.EndedAt,
        }),
        ["webhooks"] = Array(books.Webhooks, webhook => webhook),
        ["interactions"] = Array(books.Interactions, interaction => interaction),
        ["uploads"] = Array(books.Uploads, upload => upload),
        ["downloads"] = Array(books.Downloads, download => download),
        ["environments"] = Array(books.Environments, environment => environment),
        ["triggers"] = Array(books.Triggers, trigger => trigger),
        ["triggerRuns"] = Array(books.TriggerRuns, run => run),
        ["sockets"] = Array(books.Sockets, socket => socket),
        ["requests"] = Array(books.Requests, request => new
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
    public Task<Answer> AddFaultsAsync(Exchange exchange)
    {
        foreach (var fault in FaultReader.Read(exchange.Body))
        {
            faults.Add(fault);
        }

        return Task.FromResult(Answer.Success("The faults are set."));
    }

    /// <summary>DELETE /emulator/faults.</summary>
    public Task<Answer> ClearFaultsAsync(Exchange exchange)
    {
        faults.Clear();
        return Task.FromResult(Answer.Success("The faults are gone."));
    }

    /// <summary>POST /emulator/reset.</summary>
    public Task<Answer> ResetAsync(Exchange exchange)
    {
        reset();
        return Task.FromResult(Answer.Success("The emulator is as new."));
    }

    private static JsonArray Array<T>(System.Collections.Generic.IEnumerable<T> items, Func<T, object> describe) =>
        new([.. items.Select(item => JsonSerializer.SerializeToNode(describe(item), Web))]);
}

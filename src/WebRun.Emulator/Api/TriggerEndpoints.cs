using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator.Model;
using WebRun.Emulator.Requests;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>The paths below /cron-jobs.</summary>
internal sealed class TriggerEndpoints(SessionStore store, TriggerStore triggers, Admission admission, TriggerReader reader, EmulatorOptions options)
{
    private const int RecentRuns = 10;
    private const int MaxPageSize = 50;
    private const int DefaultPage = 20;

    /// <summary>GET /cron-jobs: the newest first.</summary>
    public Task<Response> ListAsync(Exchange exchange) => AsOwner(exchange, owner => new JsonObject
    {
        ["success"] = true,
        ["cronJobs"] = new JsonArray([.. triggers.Of(owner).Reverse().Select(trigger => Part(
            trigger,
            "_id userId environmentId policyId name description scheduleType scheduleAt scheduleInterval scheduleCron timezone taskDetails prompt outputType deliveryMode status nextRunAt consecutiveFailures createdAt"))]),
    });

    /// <summary>POST /cron-jobs.</summary>
    public Task<Response> CreateAsync(Exchange exchange) => AsOwner(
        exchange,
        owner =>
        {
            var request = reader.Read(exchange.Body, owner, exchange.TaskTextName, before: null);
            if (triggers.Of(owner).Count() >= options.TriggerLimit)
            {
                throw new Refusal(400, "INVALID_PARAMETER", string.Create(CultureInfo.InvariantCulture, $"Maximum of {options.TriggerLimit} cron jobs per user"));
            }

            var trigger = new EmulatedTrigger(owner, request, store, options.TimeProvider);
            triggers.Add(trigger);
            return Describe(trigger, "_id name environmentId policyId scheduleType scheduleAt scheduleInterval scheduleCron timezone taskDetails prompt status nextRunAt createdAt");
        },
        status: 201);

    /// <summary>GET /cron-jobs/{id}: with its latest runs.</summary>
    public Task<Response> GetAsync(Exchange exchange) => WithTrigger(exchange, trigger => new JsonObject
    {
        ["success"] = true,
        ["cronJob"] = trigger.Describe(),
        ["recentRuns"] = new JsonArray([.. trigger.Runs.Take(RecentRuns).Select(run => run.Describe())]),
    });

    /// <summary>PUT /cron-jobs/{id}.</summary>
    public Task<Response> ChangeAsync(Exchange exchange) => WithTrigger(exchange, trigger =>
    {
        trigger.Change(reader.Read(exchange.Body, trigger.Owner, exchange.TaskTextName, trigger.Request));
        return Describe(trigger, "_id name scheduleAt scheduleInterval scheduleCron timezone nextRunAt");
    });

    /// <summary>DELETE /cron-jobs/{id}.</summary>
    public Task<Response> DeleteAsync(Exchange exchange) => WithTrigger(exchange, trigger =>
    {
        triggers.Delete(trigger);
        return JsonText.Said("The trigger is deleted.");
    });

    /// <summary>POST /cron-jobs/{id}/pause.</summary>
    public Task<Response> PauseAsync(Exchange exchange) => WithTrigger(exchange, trigger =>
    {
        trigger.Pause();
        return Describe(trigger, "_id status");
    });

    /// <summary>POST /cron-jobs/{id}/resume.</summary>
    public Task<Response> ResumeAsync(Exchange exchange) => WithTrigger(exchange, trigger =>
    {
        trigger.Resume();
        return Describe(trigger, "_id status consecutiveFailures nextRunAt");
    });

    /// <summary>POST /cron-jobs/{id}/trigger: runs it now.</summary>
    public Task<Response> RunAsync(Exchange exchange) => WithTrigger(exchange, trigger =>
    {
        trigger.Run(isManual: true);
        return JsonText.Said("The trigger runs.");
    });

    /// <summary>GET /cron-jobs/{id}/runs: a page of its runs, the newest first.</summary>
    public Task<Response> ListRunsAsync(Exchange exchange) => WithTrigger(exchange, trigger =>
    {
        var page = ReadNumber(exchange, "page", 1, int.MaxValue);
        var limit = ReadNumber(exchange, "limit", DefaultPage, MaxPageSize);
        var total = trigger.Runs.Count();
        return new JsonObject
        {
            ["success"] = true,
            ["runs"] = new JsonArray([.. trigger.Runs.Skip((int)Math.Min((page - 1L) * limit, total)).Take(limit).Select(run => run.Describe())]),
            ["pagination"] = new JsonObject { ["page"] = page, ["limit"] = limit, ["total"] = total, ["totalPages"] = (total + limit - 1) / limit },
        };
    });

    /// <summary>GET /cron-jobs/{id}/runs/{runId}.</summary>
    public Task<Response> GetRunAsync(Exchange exchange) => WithTrigger(exchange, trigger => new JsonObject
    {
        ["success"] = true,
        ["run"] = (trigger.Runs.FirstOrDefault(run => string.Equals(run.Id, exchange.Route("runId"), StringComparison.Ordinal))
            ?? throw Refusal.NotFound("run")).Describe(),
    });

    private static int ReadNumber(Exchange exchange, string name, int missing, int most)
    {
        var text = exchange.Query(name);
        return text.Length == 0 ? missing
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
            : throw new Refusal(400, "INVALID_PARAMETER", string.Create(CultureInfo.InvariantCulture, $"{name} must be an integer from 1 to {most}."));
    }

    private static JsonObject Describe(EmulatedTrigger trigger, string fields) => new() { ["success"] = true, ["cronJob"] = Part(trigger, fields) };

    /// <summary>Some fields of a trigger: those of a list that it has.</summary>
    private static JsonObject Part(EmulatedTrigger trigger, string fields)
    {
        var whole = trigger.Describe();
        return new JsonObject(fields.Split(' ').Where(whole.ContainsKey).Select(name => KeyValuePair.Create(name, whole[name]?.DeepClone())));
    }

    private Task<Response> WithTrigger(Exchange exchange, Func<EmulatedTrigger, JsonObject> act) =>
        AsOwner(exchange, owner => act(triggers.Require(exchange.Route("id"), owner)));

    // Of a refusal, these paths say a message and nothing else.
    private Task<Response> AsOwner(Exchange exchange, Func<string, JsonObject> act, int status = 200)
    {
        var owner = admission.Authenticate(exchange);
        try
        {
            lock (store.Gate)
            {
                return Task.FromResult(Response.Json(act(owner), status));
            }
        }
        catch (Refusal refusal)
        {
            throw refusal.Plainly();
        }
    }
}

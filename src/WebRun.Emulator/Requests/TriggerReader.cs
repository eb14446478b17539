using System;
using System.Linq;
using System.Text.Json.Nodes;
using WebRun.Emulator.Model;
using WebRun.Emulator.Recording;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Reads and checks the body that creates or changes a trigger, and refuses it in the service's own words.</summary>
internal sealed class TriggerReader(TaskRequestReader tasks, SessionStore store, TimeProvider time)
{
    private const int DefaultFailures = 5;
    private const int MaxFailures = 100;

    private static readonly string[] Known =
    [
        "name", "description", "environmentId", "scheduleType", "timezone", "startingUrl", "outputType", "outputSchema",
        "deliveryMode", "webhook", "policyId", "retryPolicy", "maxConsecutiveFailures",
    ];

    /// <summary>A trigger; a change contains only the new values, <paramref name="before"/> has the rest.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="textName">The name that the text of a task goes by for the owner's key; the other one is unknown.</param>
    /// <param name="before">The trigger as it is; null for a new one.</param>
    /// <remarks>Called under the emulator's lock.</remarks>
    public TriggerRequest Read(string body, string owner, string textName, TriggerRequest? before)
    {
        var change = JsonFields.Read(body);
        JsonObject merged = before?.Fields.DeepClone().AsObject() ?? new JsonObject
        {
            ["timezone"] = "UTC",
            ["outputType"] = "text",
            ["deliveryMode"] = "webhook",
            ["maxConsecutiveFailures"] = DefaultFailures,
        };
        foreach (var name in change.Names)
        {
            merged[name] = change.Node(name)?.DeepClone();
        }

        var fields = new JsonFields(merged);
        Require(fields, "name");
        Require(fields, textName);
        fields.Text("description");
        fields.Object("retryPolicy");
        var environment = store.Environments.Find(fields.Text("environmentId") ?? "", owner) ?? throw Refused("Valid environmentId is required");
        var isTold = fields.RequiredChoice("deliveryMode", "webhook", "bot", "both") is not "bot";
        if (isTold && !fields.Has("webhook"))
        {
            throw Refused("webhook config is required when deliveryMode is \"webhook\" or \"both\"");
        }

        var next = ScheduleFields.Read(fields);
        if (change.Has("scheduleAt") && fields.Text("scheduleType") is "at" && next(time.GetUtcNow()) is null)
        {
            throw fields.Invalid("scheduleAt", "must be in the future");
        }

        var task = ReadTask(fields, textName);
        return new TriggerRequest(
            Kept(merged, textName),
            textName,
            new SessionSetup(environment.Id, fields.Text("policyId"), ReachOutMode: null, Proxy: null),
            isTold ? task : task with { Webhook = null },
            next,
            fields.Integer("maxConsecutiveFailures", 1, MaxFailures) ?? DefaultFailures);
    }

    // The task of a trigger is a task like any other, but for the word for its output.
    private TaskRequest ReadTask(JsonFields fields, string textName)
    {
        var outputType = fields.Choice("outputType", "text", "structured");
        var task = new JsonObject { [textName] = fields.Text(textName), ["outputType"] = outputType is "structured" ? "structured_json" : "text" };
        foreach (var name in new[] { "startingUrl", "outputSchema", "webhook" })
        {
            task[name] = fields.Node(name)?.DeepClone();
        }

        return tasks.Read(new JsonFields(task));
    }

    private static void Require(JsonFields fields, string name)
    {
        if (string.IsNullOrWhiteSpace(fields.Text(name)))
        {
            throw Refused($"{name} is required");
        }
    }

    private static Refusal Refused(string words) => new(400, "INVALID_PARAMETER", words);

    private static JsonObject Kept(JsonObject fields, string textName)
    {
        var schedule = (string?)fields["scheduleType"] switch { "at" => "scheduleAt", "every" => "scheduleInterval", _ => "scheduleCron" };
        var kept = new JsonObject();
        foreach (var name in Known.Append(textName).Append(schedule).Where(name => fields[name] is not null))
        {
            kept[name] = fields[name]!.DeepClone();
        }

        return JsonNode.Parse(KeptBody.Of(kept.ToJsonString()))!.AsObject();
    }
}

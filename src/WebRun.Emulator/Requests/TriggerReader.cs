using System;
using System.Linq;
using System.Text.Json.Nodes;
using WebRun.Emulator.Model;
using WebRun.Emulator.Recording;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Reads and checks the body that creates or changes a trigger.</summary>
internal sealed class TriggerReader(TaskRequestReader tasks, SessionStore store, TimeProvider time)
{
    private const int DefaultFailures = 5;
    private const int MostFailures = 100;

    private static readonly string[] Known =
    [
        "name", "description", "environmentId", "scheduleType", "timezone", "prompt", "startingUrl", "outputType", "outputSchema",
        "deliveryMode", "webhook", "policyId", "maxConsecutiveFailures",
    ];

    /// <summary>A trigger; a change contains only the new values, <paramref name="before"/> has the rest.</summary>
    /// <remarks>Called under the emulator's lock.</remarks>
    public TriggerRequest Read(string body, string owner, TriggerRequest? before)
    {
        var change = JsonFields.Read(body);
        JsonObject merged = before?.Fields.DeepClone().AsObject() ?? new JsonObject { ["timezone"] = "UTC", ["maxConsecutiveFailures"] = DefaultFailures };
        foreach (var name in change.Names)
        {
            merged[name] = change.Node(name)?.DeepClone();
        }

        var fields = new JsonFields(merged);
        fields.RequiredText("name");
        fields.Text("description");
        fields.RequiredText("prompt");
        var isTold = fields.RequiredChoice("deliveryMode", "webhook", "bot", "both") is not "bot";
        if (isTold)
        {
            fields.RequiredObject("webhook");
        }

        var environment = store.Environments.RequireField(fields.RequiredText("environmentId"), owner, "environmentId");
        var next = ScheduleFields.Read(fields);
        if (change.Has("scheduleAt") && fields.Text("scheduleType") is "at" && next(time.GetUtcNow()) is null)
        {
            throw fields.Invalid("scheduleAt", "must be in the future");
        }

        var task = tasks.Read(fields);
        return new TriggerRequest(
            Kept(merged),
            new SessionSetup(environment.Id, fields.Text("policyId"), ReachOutMode: null, Proxy: null),
            isTold ? task : task with { Webhook = null },
            next,
            fields.Integer("maxConsecutiveFailures", 1, MostFailures) ?? DefaultFailures);
    }

    private static JsonObject Kept(JsonObject fields)
    {
        var schedule = (string?)fields["scheduleType"] switch { "at" => "scheduleAt", "every" => "scheduleInterval", _ => "scheduleCron" };
        var kept = new JsonObject();
        foreach (var name in Known.Append(schedule).Where(name => fields[name] is not null))
        {
            kept[name] = fields[name]!.DeepClone();
        }

        return JsonNode.Parse(KeptBody.Of(kept.ToJsonString()))!.AsObject();
    }
}

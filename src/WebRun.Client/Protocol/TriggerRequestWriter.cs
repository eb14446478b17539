namespace WebRun.Protocol;

/// <summary>Writes the body that creates or changes a trigger (API facts §9): the same in both generations, but for the name of the task's text.</summary>
internal static class TriggerRequestWriter
{
    /// <summary>Writes the values that are given, and nothing else.</summary>
    public static byte[] Write(WebRunTriggerRequest trigger, RequestGeneration generation) => RequestParts.Write(body =>
    {
        RequestParts.WriteText(body, "name", trigger.Name);
        RequestParts.WriteText(body, "description", trigger.Description);
        RequestParts.WriteText(body, "environmentId", trigger.EnvironmentId);
        if (trigger.Schedule is { } schedule)
        {
            var (type, field) = schedule.Type switch
            {
                WebRunScheduleType.At => ("at", "scheduleAt"),
                WebRunScheduleType.Every => ("every", "scheduleInterval"),
                _ => ("cron", "scheduleCron"),
            };
            body.WriteString("scheduleType", type);
            body.WriteString(field, schedule.Text);
        }

        RequestParts.WriteText(body, "timezone", trigger.TimeZone);
        RequestParts.WriteText(body, RequestWriter.TextName(generation), trigger.TaskDetails);
        RequestParts.WriteText(body, "startingUrl", trigger.StartingPoint?.AbsoluteUri);
        if (trigger.OutputSchema is { } schema)
        {
            RequestParts.WriteOutputSchema(body, schema, "structured");
        }

        RequestParts.WriteText(body, "deliveryMode", trigger.DeliveryMode switch
        {
            WebRunDeliveryMode.Webhook => "webhook",
            WebRunDeliveryMode.Bot => "bot",
            WebRunDeliveryMode.Both => "both",
            _ => null,
        });
        RequestParts.WriteWebhook(body, trigger.Webhook);
        if (trigger.PolicyId is { Length: 0 })
        {
            body.WriteNull("policyId");
        }
        else
        {
            RequestParts.WriteText(body, "policyId", trigger.PolicyId);
        }

        if (trigger.MaxConsecutiveFailures is { } failures)
        {
            body.WriteNumber("maxConsecutiveFailures", failures);
        }
    });
}

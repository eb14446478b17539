namespace WebRun.Json;

/// <summary>Writes the body that creates or changes a trigger (API facts §9); it is the same in both generations.</summary>
internal static class TriggerBodies
{
    /// <summary>What is given, and nothing else.</summary>
    public static byte[] Write(WebRunTriggerRequest trigger) => RequestBodies.Write(body =>
    {
        RequestBodies.WriteText(body, "name", trigger.Name);
        RequestBodies.WriteText(body, "description", trigger.Description);
        RequestBodies.WriteText(body, "environmentId", trigger.EnvironmentId);
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

        RequestBodies.WriteText(body, "timezone", trigger.TimeZone);
        RequestBodies.WriteText(body, "prompt", trigger.TaskDetails);
        RequestBodies.WriteText(body, "startingUrl", trigger.StartingPoint?.AbsoluteUri);
        if (trigger.OutputSchema is { } schema)
        {
            RequestBodies.WriteOutputSchema(body, schema);
        }

        RequestBodies.WriteText(body, "deliveryMode", trigger.DeliveryMode switch
        {
            WebRunDeliveryMode.Webhook => "webhook",
            WebRunDeliveryMode.Bot => "bot",
            WebRunDeliveryMode.Both => "both",
            _ => null,
        });
        RequestBodies.WriteWebhook(body, trigger.Webhook);
        RequestBodies.WriteText(body, "policyId", trigger.PolicyId);
        if (trigger.MaxConsecutiveFailures is { } failures)
        {
            body.WriteNumber("maxConsecutiveFailures", failures);
        }
    });
}

namespace WebRun.Protocol;

/// <summary>Writes the body that creates or changes a trigger (API facts §9); it is the same in both generations.</summary>
internal static class TriggerRequestWriter
{
    /// <summary>Only the values that are given.</summary>
    public static byte[] Write(WebRunTriggerRequest trigger) => RequestWriter.Write(body =>
    {
        RequestWriter.WriteText(body, "name", trigger.Name);
        RequestWriter.WriteText(body, "description", trigger.Description);
        RequestWriter.WriteText(body, "environmentId", trigger.EnvironmentId);
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

        RequestWriter.WriteText(body, "timezone", trigger.TimeZone);
        RequestWriter.WriteText(body, "prompt", trigger.TaskDetails);
        RequestWriter.WriteText(body, "startingUrl", trigger.StartingPoint?.AbsoluteUri);
        if (trigger.OutputSchema is { } schema)
        {
            RequestWriter.WriteOutputSchema(body, schema);
        }

        RequestWriter.WriteText(body, "deliveryMode", trigger.DeliveryMode switch
        {
            WebRunDeliveryMode.Webhook => "webhook",
            WebRunDeliveryMode.Bot => "bot",
            WebRunDeliveryMode.Both => "both",
            _ => null,
        });
        RequestWriter.WriteWebhook(body, trigger.Webhook);
        RequestWriter.WriteText(body, "policyId", trigger.PolicyId);
        if (trigger.MaxConsecutiveFailures is { } failures)
        {
            body.WriteNumber("maxConsecutiveFailures", failures);
        }
    });
}

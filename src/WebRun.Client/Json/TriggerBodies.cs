namespace WebRun.Json;

/// <summary>Writes the body that creates or changes a trigger (API facts §9); it is the same in both generations.</summary>
internal static class TriggerBodies
{
    /// <summary>What is given, and nothing else.</summary>
    public static byte[] Write(WebRunTriggerRequest trigger) => RequestBodies.Write(body =>
    {
        WriteText("name", trigger.Name);
        WriteText("description", trigger.Description);
        WriteText("environmentId", trigger.EnvironmentId);
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

        WriteText("timezone", trigger.TimeZone);
        WriteText("prompt", trigger.TaskDetails);
        WriteText("startingUrl", trigger.StartingPoint?.AbsoluteUri);
        if (trigger.OutputSchema is { } schema)
        {
            RequestBodies.WriteOutputSchema(body, schema);
        }

        WriteText("deliveryMode", trigger.DeliveryMode switch
        {
            WebRunDeliveryMode.Webhook => "webhook",
            WebRunDeliveryMode.Bot => "bot",
            WebRunDeliveryMode.Both => "both",
            _ => null,
        });
        WriteText("policyId", trigger.PolicyId);
        if (trigger.MaxConsecutiveFailures is { } failures)
        {
            body.WriteNumber("maxConsecutiveFailures", failures);
        }

        void WriteText(string name, string? text)
        {
            if (text is not null)
            {
                body.WriteString(name, text);
            }
        }
    });
}

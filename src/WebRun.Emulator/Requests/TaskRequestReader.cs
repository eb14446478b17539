using System;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Reads and checks the task fields of a body, in both request generations.</summary>
internal sealed class TaskRequestReader(EmulatorOptions options)
{
    private const int MaxMilliseconds = 300_000;
    private const int DefaultTokens = 100_000;

    // As high as the documentation goes, in its examples.
    private const int MaxTokens = 400_000;

    /// <summary>The task; without text only where <paramref name="mayBeEmpty"/>.</summary>
    public TaskRequest Read(JsonFields fields, bool mayBeEmpty = false)
    {
        var details = ReadDetails(fields, mayBeEmpty);
        var outputType = ReadOutputType(fields);
        return new TaskRequest
        {
            Details = details,
            StartingPoint = ReadAddress(fields, "startingUrl") ?? ReadAddress(fields, "startingPoint"),
            MaxDuration = TimeSpan.FromMilliseconds(fields.Integer("maxDuration", 1000, MaxMilliseconds) ?? MaxMilliseconds),
            MaxInputTokens = fields.Integer("maxInputTokens", 0, MaxTokens) ?? DefaultTokens,
            MaxOutputTokens = fields.Integer("maxOutputTokens", 0, MaxTokens) ?? DefaultTokens,
            TerminateOnCompletion = fields.Flag("terminateOnCompletion") ?? false,
            OutputType = outputType,
            OutputSchema = OutputSchemaFields.Read(fields, outputType),
            AvoidDomains = fields.Texts("avoidDomains"),
            SecretCount = SecretFields.Count(fields),
            Webhook = WebhookRequest.Read(fields),
            FileIds = fields.Texts("files"),
            Scenario = ReadScenario(fields, details),
        };
    }

    /// <summary>The name that the text of a task goes by in this body.</summary>
    public static string DetailsName(JsonFields fields) => fields.Has("prompt") ? "prompt" : "taskDetails";

    private static string ReadDetails(JsonFields fields, bool mayBeEmpty)
    {
        var name = DetailsName(fields);
        string? details = fields.Text(name);
        if (!string.IsNullOrWhiteSpace(details) || mayBeEmpty)
        {
            return details ?? "";
        }

        throw details is null
            ? fields.Missing(name)
            : new Refusal(400, "INVALID_TASK_DETAILS", $"{fields.FullName(name)} must not be empty.");
    }

    private static string? ReadAddress(JsonFields fields, string name)
    {
        string? address = fields.Text(name);
        var isWeb = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        return address is null || isWeb ? address : throw fields.Invalid(name, "must be an absolute http or https address");
    }

    private static OutputType ReadOutputType(JsonFields fields) =>
        fields.Choice("outputType", "text", "structured_json", "structured_csv") switch
        {
            "structured_json" => OutputType.Json,
            "structured_csv" => OutputType.Csv,
            _ => OutputType.Text,
        };

    private Scenario ReadScenario(JsonFields fields, string details)
    {
        try
        {
            return Directive.Read(details, new Scenario { Duration = options.DefaultTaskDuration, Forms = options.Forms, Hold = options.AnswerHold });
        }
        catch (FormatException exception)
        {
            throw new Refusal(400, "INVALID_TASK_DETAILS", $"{fields.FullName(DetailsName(fields))}: {exception.Message}", exception);
        }
    }
}

using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebRun.Emulator.Scenarios;

/// <summary>Makes up the message of a task with structured output, with the flaw that its scenario asks for.</summary>
internal static class StructuredResponse
{
    // As the service has sent it: with a comma, and without quotes.
    private const string Money = "$95,360.97";

    public static string Of(TaskRequest request)
    {
        var isJson = request.OutputType == OutputType.Json;
        var flaw = request.Scenario.Flaw;
        var message = request.Scenario.Result ?? (isJson ? Json((JsonObject)request.OutputSchema!, flaw) : Csv(request.OutputSchema!, flaw));
        return flaw switch
        {
            ResponseFlaw.Broken => message[..(message.Length / 2)],
            ResponseFlaw.Fenced => $"Here is what I found:\n\n```{(isJson ? "json" : "csv")}\n{message}\n```\n",
            _ => message,
        };
    }

    private static string Json(JsonObject schema, ResponseFlaw flaw)
    {
        var sample = SampleData.Json(schema);
        if (flaw == ResponseFlaw.Missing)
        {
            RemoveRequired(schema, sample);
        }

        return sample.ToJsonString(JsonSerializerOptions.Default);
    }

    private static void RemoveRequired(JsonObject schema, JsonNode sample)
    {
        if (sample is JsonArray { Count: > 0 } items && schema["items"] is JsonObject itemSchema)
        {
            RemoveRequired(itemSchema, items[0]!);
        }
        else if (sample is JsonObject { Count: > 0 } fields)
        {
            fields.Remove(schema["required"] is JsonArray { Count: > 0 } required ? required[0]!.GetValue<string>() : fields.First().Key);
        }
    }

    private static string Csv(JsonNode schema, ResponseFlaw flaw)
    {
        var columns = SampleData.Columns(schema);
        var csv = SampleData.Csv(flaw == ResponseFlaw.Missing ? columns[..^1] : columns);
        return flaw == ResponseFlaw.Ragged ? $"{csv}\n{string.Join(',', columns.SkipLast(1).Select(_ => "x").Append(Money))}" : csv;
    }
}

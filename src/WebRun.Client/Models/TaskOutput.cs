using System;
using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Models;

/// <summary>Turns a completed task's answer into the data that was asked for.</summary>
internal static class TaskOutput
{
    private const string Fence = "```";

    /// <summary>The task with its output, or, if the answer does not fit the schema, with the error that says why.</summary>
    public static WebRunTask Read(WebRunTask task)
    {
        if (task.Status != WebRunTaskStatus.Completed || task.Schema is not { } schema)
        {
            return task with { Output = task.Status == WebRunTaskStatus.Completed ? task.Message : null, OutputType = WebRunOutputType.Text };
        }

        try
        {
            var answer = task.Message ?? throw new FormatException("there is no answer");
            var output = schema.OutputType == WebRunOutputType.Csv ? CsvOutput.Read(Unfenced(answer), schema.Columns) : Json(answer);
            if (schema.Complaint(output) is { } complaint)
            {
                throw new FormatException(complaint);
            }

            return task with { Output = output, Error = null };
        }
        catch (JsonException e)
        {
            return WithoutOutput(task, $"it is not JSON. {e.Message}");
        }
        catch (FormatException e)
        {
            return WithoutOutput(task, $"{e.Message}.");
        }
    }

    private static object? Json(string answer)
    {
        try
        {
            return PlainJson.Parse(Trimmed(answer));
        }
        catch (JsonException)
        {
            // A single text or number is only found in a fence.
            return OneJson.Find(answer) is { ValueKind: not JsonValueKind.Undefined } found ? PlainJson.Read(found) : PlainJson.Parse(Unfenced(answer));
        }
    }

    private static WebRunTask WithoutOutput(WebRunTask task, string why) => task with
    {
        Output = null,
        Error = new(nameof(WebRunErrorId.InvalidResponse), $"The answer does not fit the OutputSchema: {why}"),
    };

    private static string Trimmed(string answer) => answer.Trim().TrimStart('\uFEFF').Trim();

    /// <summary>The content of a Markdown fence, which is three backticks at the start of a line. No JSON document has such a line.</summary>
    private static string Unfenced(string answer)
    {
        var text = Trimmed(answer);
        var fence = text.StartsWith(Fence, StringComparison.Ordinal) ? 0 : text.IndexOf("\n" + Fence, StringComparison.Ordinal);
        var begin = fence < 0 ? -1 : text.IndexOf('\n', fence + 1);
        if (begin < 0)
        {
            return text;
        }

        // A truncated answer has no closing fence.
        var end = text.LastIndexOf(Fence, StringComparison.Ordinal);
        return text.Substring(begin + 1, (end > begin ? end : text.Length) - begin - 1);
    }
}

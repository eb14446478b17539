using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebRun.Client.Tests;

/// <summary>Holds JSON against a sample: the same fields of the same kinds, and the same words, where <c>…</c> stands for any text.</summary>
internal static class JsonShape
{
    public static void AssertFits(string sample, JsonNode? actual)
    {
        var difference = Difference(JsonNode.Parse(sample), actual, "$");
        Assert.True(difference is null, $"{difference}\nas the contract has it: {sample}\nas it is: {actual?.ToJsonString()}");
    }

    private static string? Difference(JsonNode? sample, JsonNode? actual, string path) => (sample, actual) switch
    {
        (JsonObject expected, JsonObject fields) => Difference(expected, fields, path),
        (JsonArray expected, JsonArray items) => Difference(expected, items, path),
        _ when sample?.GetValueKind() != actual?.GetValueKind() => $"{path} is of another kind",
        _ when sample?.GetValueKind() == JsonValueKind.String && (string?)sample is "…" => null,
        _ when sample?.GetValueKind() == JsonValueKind.String && (string?)sample != (string?)actual => $"{path} is another word",
        _ => null,
    };

    private static string? Difference(JsonObject sample, JsonObject actual, string path)
    {
        var missing = sample.Select(field => field.Key).Except(actual.Select(field => field.Key)).FirstOrDefault();
        var added = actual.Select(field => field.Key).Except(sample.Select(field => field.Key)).FirstOrDefault();
        return missing is not null ? $"{path}.{missing} is missing"
            : added is not null ? $"{path}.{added} is not of the contract"
            : sample.Select(field => Difference(field.Value, actual[field.Key], $"{path}.{field.Key}")).FirstOrDefault(difference => difference is not null);
    }

    private static string? Difference(JsonArray sample, JsonArray actual, string path) =>
        sample.Count != actual.Count
            ? $"{path} has {actual.Count} items"
            : sample.Zip(actual).Select(pair => Difference(pair.First, pair.Second, $"{path}[]")).FirstOrDefault(difference => difference is not null);
}

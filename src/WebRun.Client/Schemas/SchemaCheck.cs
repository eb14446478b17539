using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;

namespace WebRun.Schemas;

/// <summary>A JSON Schema of draft 2020-12 that values are compared with. Formats count, and no reference leaves the document.</summary>
internal sealed class SchemaCheck
{
    private const int MaxPlaces = 3;

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.Hierarchical, RequireFormatValidation = true };

    // Whatever these say of a part of the value is not yet a fault.
    private static readonly HashSet<string> Tests = new(StringComparer.Ordinal) { "if", "not", "contains" };

    private readonly JsonSchema _schema;

    private SchemaCheck(JsonSchema schema) => _schema = schema;

    /// <summary>Reads a schema as draft 2020-12, whatever draft it names.</summary>
    /// <param name="schema">Plain objects.</param>
    /// <param name="isOwn">True if a person has written it, so that it may be none.</param>
    /// <exception cref="FormatException">it cannot be used; the message says why, as part of a sentence.</exception>
    public static SchemaCheck Of(object? schema, bool isOwn)
    {
        try
        {
            var json = PlainJson.Element(WithoutDraft(schema));
            if (isOwn && new SchemaCheck(MetaSchemas.Draft202012).Complaint(json) is { } complaint)
            {
                throw new FormatException($"it is not a JSON Schema. {complaint}");
            }

            var built = JsonSchema.Build(json, SchemaDialect.Options());
            SchemaWalk.Check(built.Root);
            return new SchemaCheck(built);
        }
        catch (Exception e) when (e is JsonSchemaException or ArgumentException or InvalidOperationException or UriFormatException)
        {
            throw new FormatException($"it is not a JSON Schema. {e.Message}", e);
        }
    }

    /// <summary>The first places of a value that do not fit, and why; null if all of it fits.</summary>
    /// <param name="value">Plain objects.</param>
    public string? Complaint(object? value) => Complaint(PlainJson.Element(value));

    private static object? WithoutDraft(object? schema) => schema switch
    {
        IReadOnlyDictionary<string, object?> fields => fields.Where(field => field is not { Key: "$schema", Value: string }).ToDictionary(field => field.Key, field => WithoutDraft(field.Value), StringComparer.Ordinal),
        object?[] items => Array.ConvertAll(items, WithoutDraft),
        _ => schema,
    };

    private string? Complaint(JsonElement value)
    {
        EvaluationResults results;
        try
        {
            // The library resolves what it has not resolved yet while it compares.
            lock (_schema)
            {
                results = _schema.Evaluate(value, Options);
            }
        }
#pragma warning disable CA1031 // Whatever the library makes of an odd value, the answer is paid for and comes out with its text.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e switch
            {
                InsufficientExecutionStackException => "a reference in the schema leads back to itself without end",
                RegexMatchTimeoutException slow => $"the schema's pattern '{slow.Pattern}' takes too long",
                _ => $"it cannot be compared with the schema. {e.Message.TrimEnd().TrimEnd('.')}",
            };
        }

        if (results.IsValid)
        {
            return null;
        }

        var places = Faults(results).Select(fault => $"{Place(fault.At)}: {fault.Why}").Distinct(StringComparer.Ordinal).DefaultIfEmpty("$: it does not fit").ToList();
        return string.Join("; ", places.Take(MaxPlaces)) + (places.Count > MaxPlaces ? FormattableString.Invariant($"; and {places.Count - MaxPlaces} more") : "");
    }

    private static IEnumerable<(Json.Pointer.JsonPointer At, string Why)> Faults(EvaluationResults results) =>
        (results.Errors ?? []).Where(error => error.Value is not null).Select(error => (results.InstanceLocation, error.Value == ErrorMessages.FalseSchema ? "it is not allowed" : error.Value))
        .Concat((results.Details ?? []).Where(part => !part.IsValid && !IsTest(results, part)).SelectMany(Faults));

    private static bool IsTest(EvaluationResults whole, EvaluationResults part) =>
        part.EvaluationPath.SegmentCount > whole.EvaluationPath.SegmentCount && Tests.Contains(part.EvaluationPath[whole.EvaluationPath.SegmentCount].ToString());

    /// <summary>A place as people write it, such as <c>$.offers[1].price</c>.</summary>
    private static string Place(Json.Pointer.JsonPointer pointer) => "$" + string.Concat(pointer.ToString().Split('/').Skip(1)
        .Select(part => part.Replace("~1", "/").Replace("~0", "~"))
        .Select(part => part.Length > 0 && part.All(c => c is >= '0' and <= '9') ? $"[{part}]" : part.Length > 0 && part.All(c => c == '_' || char.IsLetterOrDigit(c)) ? $".{part}" : $"['{part}']"));
}

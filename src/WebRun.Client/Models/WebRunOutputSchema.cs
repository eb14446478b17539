using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using WebRun.Schemas;

namespace WebRun;

/// <summary>The form of a task's answer: JSON that follows a schema, or CSV with these columns.</summary>
public sealed class WebRunOutputSchema
{
    /// <summary>The field that holds a row of a CSV answer unchanged if it has more or fewer cells than the header. No column can have this name.</summary>
    public const string RawColumn = CsvOutput.RawColumn;

    private readonly Lazy<SchemaCheck>? _check;
    private readonly bool _isStrict;

    private WebRunOutputSchema(object?[] columns) => (OutputType, Content) = (WebRunOutputType.Csv, columns);

    private WebRunOutputSchema(Dictionary<string, object?> schema, bool isOwn, Type? type)
    {
        (OutputType, Content, Type, _isStrict) = (WebRunOutputType.Json, schema, type, isOwn);
        _check = new(() => SchemaCheck.Of(schema, isOwn));

        // What is made of shorthand or a type is a schema: nothing has to be loaded for it before its answer is there.
        _ = isOwn ? _check.Value : null;
    }

    /// <summary>JSON or CSV.</summary>
    public WebRunOutputType OutputType { get; }

    /// <summary>The CSV columns in the requested order; none for JSON.</summary>
    public IReadOnlyList<string> Columns => OutputType == WebRunOutputType.Csv ? Array.ConvertAll((object?[])Content, column => (string)column!) : [];

    /// <summary>What is sent to the service: a JSON Schema as plain objects, or an array of column names.</summary>
    internal object Content { get; }

    /// <summary>The .NET type that the answer is to become, or whose list; null for none.</summary>
    internal Type? Type { get; }

    /// <summary>Reads what a person gives as a schema. Only this decides which form it is:</summary>
    /// <remarks>
    /// <list type="number">
    /// <item>A text is JSON, and stands for the table or list in it.</item>
    /// <item>A list of texts names the columns of CSV. Everything else asks for JSON.</item>
    /// <item>A table is a JSON Schema if it has a key that begins with <c>$</c>; or a <c>type</c> that is one of JSON Schema's, and beside
    /// it only keywords of JSON Schema whose values are not types themselves; or <c>properties</c> that are all JSON Schemas by this rule; or only keywords, and
    /// among them <c>enum</c>, <c>oneOf</c>, <c>anyOf</c> or <c>allOf</c> with two items or more.</item>
    /// <item>Any other table is shorthand for an object: each key is a required property, and its value the type: <c>string</c>,
    /// <c>number</c>, <c>integer</c>, <c>boolean</c>, one of them with <c>[]</c> for a list, a .NET type, a table, or a list of one of these for a list of such.</item>
    /// <item>A .NET type stands for its public properties: all required but those that are <see cref="Nullable{T}"/>; enums, dates and ids are texts.</item>
    /// <item>A list of one table or type asks for a list of such.</item>
    /// </list>
    /// Shorthand and types request whole numbers as <c>number</c>, because the service does not know <c>integer</c>.
    /// A JSON Schema is read as draft 2020-12, with formats asserted; its references stay within it. For shorthand and types, names in an answer are compared
    /// without regard to case, and what is not required may be null.
    /// </remarks>
    /// <param name="value">A text, a list, a table (<see cref="IDictionary"/>) or a <see cref="Type"/>.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it has another form, is empty, contains itself, or is not a JSON Schema.</exception>
    public static WebRunOutputSchema From(object? value) => From(value, SchemaForms.Plain);

    /// <summary>The same for a caller with its own forms of values and types.</summary>
    /// <param name="value">As for <see cref="From(object)"/>.</param>
    /// <param name="forms">The caller's forms.</param>
    internal static WebRunOutputSchema From(object? value, SchemaForms forms)
    {
        try
        {
            var tree = new SchemaTree(forms.Open);
            var plain = tree.Plain(value);
            if (plain is string text)
            {
                plain = tree.Plain(FromText(text, forms));
            }

            if (plain is object?[] { Length: > 0 } columns && columns.All(column => column is string))
            {
                return new WebRunOutputSchema(CheckedColumns(columns));
            }

            var shorthand = new SchemaShorthand(forms);
            return new WebRunOutputSchema(shorthand.Read(plain), shorthand.HasOwn, plain as Type ?? (plain is object?[] { Length: 1 } list ? (list[0] as Type)?.MakeArrayType() : null));
        }
        catch (FormatException e)
        {
            throw Invalid(e.Message, e.InnerException);
        }
    }

    /// <summary>The schema as JSON: a JSON Schema, or an array of column names.</summary>
    public override string ToString() => PlainJson.Text(Content);

    /// <summary>Gets ready in the background to check an answer, so that the first one does not wait for what has to be loaded for that.</summary>
    internal void Prepare() => _ = _check is null ? Task.CompletedTask : Task.Run(() => Complaint(null));

    /// <summary>Which places of an answer do not fit, and why, as part of a sentence; null if all of it fits.</summary>
    /// <param name="output">The answer as plain objects.</param>
    internal string? Complaint(object? output) => _check?.Value.Complaint(_isStrict ? output : SchemaAnswer.Fitted(output, Content));

    /// <summary>Makes the error of a schema that cannot be used.</summary>
    private static WebRunException Invalid(string why, Exception? cause = null) => new(WebRunErrorId.InvalidParameter, "The OutputSchema cannot be used: " + why, cause);

    private static object? FromText(string text, SchemaForms forms)
    {
        try
        {
            return PlainJson.Parse(text) is var json and (object?[] or Dictionary<string, object?>) ? json : throw Invalid("its JSON is neither an object nor an array.");
        }
        catch (JsonException e)
        {
            throw Invalid($"the text is not JSON. {e.Message} For CSV columns, give a list{SchemaForms.Example(forms.ColumnsExample)}.", e);
        }
    }

    private static object?[] CheckedColumns(object?[] columns)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string? column in columns)
        {
            var name = column!.Trim();
            if (name.Length == 0)
            {
                throw Invalid("a column has no name.");
            }

            if (!seen.Add(name))
            {
                throw Invalid($"the column '{name}' appears twice.");
            }

            if (string.Equals(name, RawColumn, StringComparison.OrdinalIgnoreCase))
            {
                throw Invalid($"a column cannot be called '{name}', because that name is used for rows that do not fit the header.");
            }
        }

        return columns;
    }
}

/// <summary>The kind of answer that a task is asked for.</summary>
public enum WebRunOutputType
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>A JSON document that follows a schema.</summary>
    Json,

    /// <summary>CSV with a header row.</summary>
    Csv,
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Json.Schema;
using Json.Schema.Keywords;
using DynamicRef = Json.Schema.Keywords.Draft202012.DynamicRefKeyword;

namespace WebRun.Schemas;

/// <summary>Draft 2020-12 as we read it: references that lead back to themselves end with an exception instead of the process, and errors are in plain words.</summary>
internal static class SchemaDialect
{
    private const int MaxShown = 60;

    private static readonly Dialect Dialect = new(Keywords()) { AllowUnknownKeywords = true };

    /// <summary>What to build a schema with. Nothing of one schema is known to another, and nothing is fetched.</summary>
    public static BuildOptions Options() => new() { SchemaRegistry = new SchemaRegistry { Fetch = (_, _) => null }, Dialect = Dialect };

    private static IEnumerable<IKeywordHandler> Keywords()
    {
        var format = Vocabulary.Draft202012_FormatAssertion.Keywords.OfType<FormatKeyword>().Single();
        IKeywordHandler[] own =
        [
            new Reference(),
            new DynamicReference(),
            new Worded<TypeKeyword>(TypeKeyword.Instance, (type, value) => $"{Shown(value)} is not {Or(Items(type), word => Named(word.GetString()!))}"),
            new Worded<EnumKeyword>(EnumKeyword.Instance, (values, value) => $"{Shown(value)} is not {Or(Items(values), Shown)}"),
            new Worded<ConstKeyword>(ConstKeyword.Instance, (other, value) => $"{Shown(value)} is not {Shown(other)}"),
            new Worded<FormatKeyword>(format, (name, value) => $"{Shown(value)} does not have the format {name}"),
            new Worded<PatternKeyword>(PatternKeyword.Instance, (pattern, value) => $"{Shown(value)} does not match the pattern {pattern}"),
            new Worded<UniqueItemsKeyword>(UniqueItemsKeyword.Instance, (_, _) => "an item is there twice"),
            new Worded<NotKeyword>(NotKeyword.Instance, (_, value) => $"{Shown(value)} is not allowed"),
            new Worded<RequiredKeyword>(RequiredKeyword.Instance, (names, value) => string.Join(", ", Items(names).Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)).Select(name => $"'{name}' is missing"))),
        ];
        return new[]
        {
            Vocabulary.Draft202012_Core, Vocabulary.Draft202012_Applicator, Vocabulary.Draft202012_Unevaluated, Vocabulary.Draft202012_Validation,
            Vocabulary.Draft202012_MetaData, Vocabulary.Draft202012_FormatAssertion, Vocabulary.Draft202012_Content,
        }.SelectMany(vocabulary => vocabulary.Keywords)

            // The library's vocabulary lacks it.
            .Append(ThenKeyword.Instance)
            .Select(keyword => own.FirstOrDefault(other => other.Name == keyword.Name) ?? keyword);
    }

    /// <summary>The JSON of a value, shortened.</summary>
    public static string Shown(JsonElement value) => value.GetRawText() is { Length: > MaxShown } text ? text.Substring(0, MaxShown) + "…" : value.GetRawText();

    private static JsonElement[] Items(JsonElement rule) => rule.ValueKind == JsonValueKind.Array ? [.. rule.EnumerateArray()] : [rule];

    private static string Or(IEnumerable<JsonElement> items, Func<JsonElement, string> text) => string.Join(" or ", items.Select(text));

    private static string Named(string type) => type == "null" ? type : (type[0] is 'a' or 'i' or 'o' ? "an " : "a ") + type;

    /// <summary>A keyword whose error is in our words.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <param name="error">The error, from the rule and the value.</param>
    private sealed class Worded<TKeyword>(TKeyword keyword, Func<JsonElement, JsonElement, string> error) : IKeywordHandler
        where TKeyword : IKeywordHandler
    {
        public string Name => keyword.Name;

        public object? ValidateKeywordValue(JsonElement value) => keyword.ValidateKeywordValue(value);

        public void BuildSubschemas(KeywordData rule, BuildContext context) => keyword.BuildSubschemas(rule, context);

        public KeywordEvaluation Evaluate(KeywordData rule, EvaluationContext context)
        {
            var result = keyword.Evaluate(rule, context);
            return result.IsValid ? result : result with { Error = error(rule.RawValue, context.Instance) };
        }
    }

    private sealed class Reference : RefKeyword
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            return base.Evaluate(keyword, context);
        }
    }

    private sealed class DynamicReference : DynamicRef
    {
        public override KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            return base.Evaluate(keyword, context);
        }
    }
}

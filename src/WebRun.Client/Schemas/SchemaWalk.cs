using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Json.Schema;

namespace WebRun.Schemas;

/// <summary>Goes through all parts of a schema before it is used: references must lead to a part of it, and not back to themselves; patterns get a time limit.</summary>
internal static class SchemaWalk
{
    private static readonly TimeSpan MaxPatternTime = TimeSpan.FromSeconds(1);

    // Those whose schemas are about the same value as their own.
    private static readonly HashSet<string> InPlace = new(StringComparer.Ordinal) { "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas" };

    /// <summary>Checks a schema, and bounds its patterns.</summary>
    /// <exception cref="JsonSchemaException">A reference cannot be used.</exception>
    public static void Check(JsonSchemaNode root)
    {
        var seen = new HashSet<JsonSchemaNode>();
        var open = new Stack<JsonSchemaNode>([root]);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (!seen.Add(node))
            {
                continue;
            }

            foreach (var keyword in node.Keywords ?? [])
            {
                CheckKeyword(keyword);
                Array.ForEach(keyword.Subschemas ?? [], open.Push);
            }
        }

        FindCycles(seen);
    }

    private static void CheckKeyword(KeywordData keyword)
    {
        if (keyword.Handler.Name == "$ref" && keyword.Subschemas is not { Length: > 0 })
        {
            throw new JsonSchemaException($"Its $ref '{keyword.RawValue}' leads to no part of it, and nothing is fetched.");
        }

        keyword.Value = keyword.Value switch
        {
            Regex pattern => Bounded(pattern),
            Dictionary<string, Regex> patterns => patterns.ToDictionary(pattern => pattern.Key, pattern => Bounded(pattern.Value), StringComparer.Ordinal),
            var other => other,
        };
    }

    private static Regex Bounded(Regex pattern) => new(pattern.ToString(), pattern.Options, MaxPatternTime);

    /// <summary>Removes parts that refer to no others about the same value, until none is left, or only those that lead back to themselves.</summary>
    private static void FindCycles(HashSet<JsonSchemaNode> nodes)
    {
        var next = nodes.ToDictionary(node => node, node => (node.Keywords ?? []).Where(keyword => InPlace.Contains(keyword.Handler.Name)).SelectMany(keyword => keyword.Subschemas ?? []).ToList());
        for (var count = next.Count + 1; count > next.Count;)
        {
            count = next.Count;
            foreach (var node in next.Where(one => one.Value.All(other => !next.ContainsKey(other))).Select(one => one.Key).ToList())
            {
                next.Remove(node);
            }
        }

        if (next.Count > 0)
        {
            throw new JsonSchemaException($"A part of it refers to itself about the same value, without end: {SchemaDialect.Shown(next.Keys.First().Source)}");
        }
    }
}

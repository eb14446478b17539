using System.Collections.Generic;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Recording;

/// <summary>A request's body as the books keep it, with secrets masked, whether or not the request was valid.</summary>
internal static class KeptBody
{
    private const string Mask = "***";

    public static string Of(string body)
    {
        if (!body.Contains("\"secrets\"", System.StringComparison.OrdinalIgnoreCase)
            && !body.Contains("\"password\"", System.StringComparison.OrdinalIgnoreCase)
            && !body.Contains("\"auth\"", System.StringComparison.OrdinalIgnoreCase))
        {
            return body;
        }

        try
        {
            JsonNode? node = JsonFields.Parse(body);
            MaskIn(node);
            return node?.ToJsonString(JsonText.Readable) ?? body;
        }
        catch (Refusal)
        {
            return "(no JSON, with something secret in it)";
        }
    }

    private static void MaskIn(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                MaskIn(item);
            }
        }
        else if (node is JsonObject fields)
        {
            foreach ((string name, var value) in new List<KeyValuePair<string, JsonNode?>>(fields))
            {
                switch (name)
                {
                    case "secrets":
                        MaskSecrets(fields, name);
                        break;
                    case "password" or "auth" when value is JsonValue:
                        fields[name] = Mask;
                        break;
                    case "outputSchema":
                        break;
                    default:
                        MaskIn(value);
                        break;
                }
            }
        }
    }

    // Where a secret is for, and what its fields are called, is not secret.
    private static void MaskSecrets(JsonObject owner, string name)
    {
        if (owner[name] is not JsonArray secrets)
        {
            owner[name] = Mask;
            return;
        }

        for (var index = 0; index < secrets.Count; index++)
        {
            if (secrets[index] is not JsonObject secret)
            {
                secrets[index] = Mask;
                continue;
            }

            foreach ((string member, var value) in new List<KeyValuePair<string, JsonNode?>>(secret))
            {
                if (member is "fields" && value is JsonObject values)
                {
                    foreach ((string field, _) in new List<KeyValuePair<string, JsonNode?>>(values))
                    {
                        values[field] = Mask;
                    }
                }
                else if (member is not "match")
                {
                    secret[member] = Mask;
                }
            }
        }
    }
}

using System;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Checks the secrets of a task. They are counted, and nothing of them is kept.</summary>
internal static class SecretFields
{
    private const string Wildcard = "*.";

    /// <summary>How many there are.</summary>
    public static int Count(JsonFields fields)
    {
        var secrets = fields.Objects("secrets");
        Array.ForEach(secrets, Check);
        return secrets.Length;
    }

    private static void Check(JsonFields secret)
    {
        var match = secret.RequiredText("match");
        var host = match.StartsWith(Wildcard, StringComparison.Ordinal) ? match[Wildcard.Length..] : match;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw secret.Invalid("match", "must be a host, *.host, or all");
        }

        var values = secret.RequiredObject("fields");
        foreach (var name in values.Names)
        {
            if (values.Text(name) is null)
            {
                throw values.Missing(name);
            }
        }
    }
}

using System;
using System.Linq;

namespace WebRun.Emulator;

/// <summary>Checks the fields that say how a session is set up; they stand at the top level only.</summary>
internal static class SessionFields
{
    private static readonly string[] Names = ["mode", "environmentId", "profileId", "policyId", "proxy", "reachOutMode"];

    public static void Check(JsonFields fields)
    {
        fields.Choice("mode", "default");
        fields.Text("environmentId");
        fields.Text("profileId");
        fields.Text("policyId");
        fields.Choice("reachOutMode", "off", "guardrail_only", "full");
        if (fields.Object("proxy") is { } proxy)
        {
            CheckProxy(proxy);
        }
    }

    public static void RefuseIn(JsonFields task)
    {
        if (Array.Find(Names, task.Has) is { } name)
        {
            throw task.Invalid(name, "belongs to the session, at the top level of the body");
        }
    }

    private static void CheckProxy(JsonFields proxy)
    {
        if (string.Equals(proxy.RequiredChoice("source", "WebRun", "custom"), "WebRun", StringComparison.Ordinal))
        {
            var country = proxy.RequiredText("country");
            if (country is not "random" && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
            {
                throw proxy.Invalid("country", "must be two capital letters, or random");
            }

            return;
        }

        proxy.RequiredChoice("type", "http", "socks");
        proxy.RequiredText("host");
        proxy.RequiredText("port");
        proxy.Text("username");
        proxy.Text("password");
    }
}

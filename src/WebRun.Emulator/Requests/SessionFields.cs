using System;
using System.Globalization;
using System.Linq;
using WebRun.Emulator.Model;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Reads and checks the fields that say how a session is set up; they stand at the top level only.</summary>
internal static class SessionFields
{
    private static readonly string[] Names = ["mode", "environmentId", "profileId", "policyId", "proxy", "reachOutMode"];

    public static SessionSetup Read(JsonFields fields)
    {
        fields.Choice("mode", "default");
        string? older = fields.Text("profileId");
        return new SessionSetup(
            fields.Text("environmentId") ?? older,
            fields.Text("policyId"),
            fields.Choice("reachOutMode", "off", "guardrail_only", "full"),
            fields.Object("proxy") is { } proxy ? ReadProxy(proxy) : null);
    }

    public static void RefuseIn(JsonFields task)
    {
        if (Array.Find(Names, task.Has) is { } name)
        {
            throw task.Invalid(name, "belongs to the session, at the top level of the body");
        }
    }

    private static ProxyRecord ReadProxy(JsonFields proxy)
    {
        var source = proxy.RequiredChoice("source", "WebRun", "custom");
        var level = proxy.Choice("level", "system", "chrome");
        if (source is "WebRun")
        {
            var country = proxy.RequiredText("country");
            return country is "random" || (country.Length == 2 && country.All(char.IsAsciiLetterUpper))
                ? new ProxyRecord { Source = source, Level = level, Country = country }
                : throw proxy.Invalid("country", "must be two capital letters, or random");
        }

        return new ProxyRecord
        {
            Source = source,
            Level = level,
            Type = proxy.RequiredChoice("type", "http", "socks"),
            Host = proxy.RequiredText("host"),
            Port = ReadPort(proxy),
            Username = proxy.Text("username"),
            HadPassword = proxy.Text("password") is not null,
        };
    }

    private static string ReadPort(JsonFields proxy)
    {
        var text = proxy.RequiredText("port");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535
            ? text
            : throw proxy.Invalid("port", "must be a string with a number from 1 to 65535");
    }
}

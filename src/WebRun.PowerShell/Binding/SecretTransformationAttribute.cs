using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes secrets as tables of site → PSCredential, or of site → table of fields.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretTransformationAttribute : CheckedTransformationAttribute
{
    private protected override object? Read(object? given)
    {
        if (given is null)
        {
            return null;
        }

        var secrets = Wrapped.Items(given).SelectMany(FromAny).ToArray();

        // The request checks which secrets go together.
        return new WebRunTaskRequest { Secrets = secrets }.Secrets;
    }

    private static IEnumerable<WebRunSecret> FromAny(object? given) => given switch
    {
        // As in a function that passes on its own parameters.
        WebRunSecret secret => [secret],
        IDictionary { Count: > 0 } table => Entries(table).Select(entry => FromEntry(entry.Key, entry.Value)),
        _ => throw Invalid("give a table of sites such as @{ '*.shop.example' = $credential }, with the credential for each of them."),
    };

    private static WebRunSecret FromEntry(string match, object? given) => new(match, given switch
    {
        PSCredential credential => [new("username", Secured(match, "username", credential.UserName)), new("password", credential.Password)],
        IDictionary { Count: 0 } => throw Invalid($"there is no field for {match}. Give a PSCredential, or a table such as @{{ username = 'me'; password = $secureString }}."),
        IDictionary fields => Entries(fields).Select(field => new KeyValuePair<string, SecureString>(field.Key, Secured(match, field.Key, field.Value))),
        _ => throw Invalid($"the value for {match} is not a PSCredential or a table of fields such as @{{ user = 'me'; token = $secureString }}."),
    });

    // Without Cast, because a generic dictionary does not enumerate DictionaryEntry.
    private static IEnumerable<KeyValuePair<string, object?>> Entries(IDictionary table) =>
        table.Keys.Cast<object>().Select(key => new KeyValuePair<string, object?>(Convert.ToString(key, CultureInfo.InvariantCulture)!, Wrapped.Open(table[key])));

    private static SecureString Secured(string match, string field, object? value) => SecureTextTransformationAttribute.Secured(value) as SecureString
        ?? throw Invalid($"the field '{field}' for {match} is not text or a SecureString.");

    private static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, "The Secret cannot be used: " + why);
}

/// <summary>Takes a secret as a SecureString, or as plain text that becomes one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecureTextTransformationAttribute : CheckedTransformationAttribute
{
    private static readonly ConditionalWeakTable<SecureString, string> GivenAsText = new();

    private protected override object? Opened(object? input) => Wrapped.AsTyped(input);

    // A context from the pipeline is for another parameter of its command, which PowerShell looks for next.
    private protected override object? Read(object? given) => given is null or string or SecureString or WebRunContext
        ? Secured(given)
        : throw new WebRunException(WebRunErrorId.InvalidParameter, "The value is not text or a SecureString.");

    /// <summary>Text as a SecureString; anything else unchanged.</summary>
    internal static object? Secured(object? value)
    {
        if (value is not string text)
        {
            return value;
        }

        var secured = new NetworkCredential("", text).SecurePassword;
        GivenAsText.Add(secured, "");
        return secured;
    }

    /// <summary>True for what was given as a SecureString. Words such as "yes" are given as text, and may stand in any result.</summary>
    internal static bool IsSecret(SecureString value) => !GivenAsText.TryGetValue(value, out _);
}

/// <summary>Offers the tables in which secrets are given.</summary>
public sealed class SecretCompleter : FormCompleter
{
    private protected override IEnumerable<(string Text, string Name, string About)> Forms =>
    [
        ("@{ '*.site.example' = Get-Credential }", "credential", "The fields username and password, for a site and those below it"),
        ("@{ 'site.example' = @{ user = 'me'; pin = Read-Host -AsSecureString } }", "fields", "Your own fields, for one site. Also possible: all, for any site"),
    ];
}

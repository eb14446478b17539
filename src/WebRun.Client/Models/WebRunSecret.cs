using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using WebRun.Models;

namespace WebRun;

/// <summary>What the agent may fill in on some sites, such as a user name and a password. It shows sites and field names, never values.</summary>
public sealed class WebRunSecret
{
    /// <summary>Matches every site.</summary>
    public const string AllSites = "all";

    private const string AnySubdomain = "*.";

    /// <summary>Takes the secret.</summary>
    /// <param name="match">The sites that it is for: a host (<c>shop.example</c>), all hosts below one (<c>*.shop.example</c>), or <see cref="AllSites"/>.</param>
    /// <param name="fields">Names and values, at least one. The values are copied.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it matches no site, or has an empty name or value. The message repeats no value.</exception>
    public WebRunSecret(string match, IEnumerable<KeyValuePair<string, SecureString>> fields)
    {
        Match = Checked(match);
        Fields = [.. fields.Select(field => new KeyValuePair<string, SecureString>(field.Key, field.Value.Kept()))];
        FieldNames = [.. Fields.Select(field => field.Key)];
        if (Fields.Count == 0)
        {
            throw Invalid($"it has no field for {Match}. Give a credential, or a table of names and values.");
        }

        foreach (var (name, value) in Fields.Select(field => (field.Key, field.Value)))
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                throw Invalid($"a field for {Match} has no name.");
            }

            if (value.Length == 0)
            {
                throw Invalid($"the field '{name}' for {Match} is empty.");
            }
        }
    }

    /// <summary>The sites that it is for.</summary>
    public string Match { get; }

    /// <summary>What its fields are called.</summary>
    public IReadOnlyList<string> FieldNames { get; }

    /// <summary>Names and values.</summary>
    internal IReadOnlyList<KeyValuePair<string, SecureString>> Fields { get; }

    /// <summary>The values of all fields but those that say who somebody is: these stand in results, too.</summary>
    internal IEnumerable<SecureString> SecretFields => Fields.Where(pair => pair.Key.ToUpperInvariant() is not ("USER" or "USERNAME" or "LOGIN" or "EMAIL")).Select(pair => pair.Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Match} ({string.Join(", ", FieldNames)})";

    /// <summary>Creates the error for a secret that cannot be used.</summary>
    internal static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, "The Secret cannot be used: " + why);

    private static string Checked(string match)
    {
        if (string.Equals(match, AllSites, StringComparison.OrdinalIgnoreCase))
        {
            return AllSites;
        }

        var host = match.StartsWith(AnySubdomain, StringComparison.Ordinal) ? match.Substring(AnySubdomain.Length) : match;
        return HostName.IsValid(host)
            ? match

            // The text before an @ may be a password.
            : throw Invalid($"'{match.Substring(match.IndexOf('@') + 1)}' matches no site. Give a host without scheme, port and path (shop.example), all hosts below one (*.shop.example), or {AllSites}.");
    }
}

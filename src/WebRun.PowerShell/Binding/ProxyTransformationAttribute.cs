using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a proxy as a country, <c>random</c>, an address, or a table of country or address, credential and level.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProxyTransformationAttribute : CheckedTransformationAttribute
{
    internal const string AnyCountry = "random";
    private const string Address = "Uri";
    private const string Credential = "Credential";
    private const string Country = "Country";
    private const string Level = "Level";

    private protected override object? Opened(object? input) => Wrapped.AsTable(input);

    private protected override object? Read(object? given) => given switch
    {
        null or WebRunProxy => given,
        IDictionary table => FromTable(new ParameterTable(table, "Proxy", Address, Credential, Country, Level)),
        Uri address => WebRunProxy.Custom(address),
        _ => FromText($"{given}".Trim()),
    };

    private static WebRunProxy FromText(string text) =>
        text.Equals(AnyCountry, StringComparison.OrdinalIgnoreCase) ? WebRunProxy.Random
        : ToUri(text) is { IsAbsoluteUri: true } address ? WebRunProxy.Custom(address)
        : WebRunProxy.InCountry(text);

    private static WebRunProxy FromTable(ParameterTable table)
    {
        var level = table[Level] is not { } given ? (WebRunProxyLevel?)null
            : ParameterTable.One<WebRunProxyLevel>(given) ?? throw table.Invalid($"its {Level} has to be {nameof(WebRunProxyLevel.System)} or {nameof(WebRunProxyLevel.Chrome)}.");
        return (table.Text(Country), table.Text(Address)) switch
        {
            ({ } country, null) when table[Credential] is null => (country.Equals(AnyCountry, StringComparison.OrdinalIgnoreCase) ? WebRunProxy.Random : WebRunProxy.InCountry(country)).AtLevel(level),
            ({ }, _) => throw table.Invalid($"a {Country} is one of WebRun's own proxies, which has no {Address} and no {Credential}."),
            var (_, address) => Custom(table, ToUri(address ?? throw table.Invalid($"it has no {Address}."))).AtLevel(level),
        };
    }

    private static WebRunProxy Custom(ParameterTable table, Uri address)
    {
        return table[Credential] switch
        {
            null => WebRunProxy.Custom(address),
            PSCredential credential => WebRunProxy.Custom(address, new(credential.UserName, credential.Password)),
            _ => throw table.Invalid($"its {Credential} is not a PSCredential."),
        };
    }
}

/// <summary>Completes countries by their code or their name, and <c>random</c>.</summary>
public sealed class ProxyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return CountryCodes.All.Select(code => (Text: code, About: CountryCodes.NameOf(code)))
            .Prepend((Text: ProxyTransformationAttribute.AnyCountry, About: "Any country"))
            .Where(known => known.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase) || known.About.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(known => new CompletionResult(known.Text, known.Text, CompletionResultType.ParameterValue, known.About));
    }
}

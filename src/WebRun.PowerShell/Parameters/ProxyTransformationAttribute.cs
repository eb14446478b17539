using System;
using System.Collections;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Takes a proxy as a country, <c>random</c>, an address, or a table of address and credential.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ProxyTransformationAttribute : CheckedTransformationAttribute
{
    internal const string AnyCountry = "random";
    private const string Address = "Uri";
    private const string Credential = "Credential";

    private protected override object? Read(object? given) => given switch
    {
        null or WebRunProxy => given,
        IDictionary table => FromTable(new ParameterTable(table, "Proxy", Address, Credential)),
        Uri address => WebRunProxy.Custom(address),
        _ => FromText($"{given}".Trim()),
    };

    private static WebRunProxy FromText(string text) =>
        text.Equals(AnyCountry, StringComparison.OrdinalIgnoreCase) ? WebRunProxy.Random
        : ToUri(text) is { IsAbsoluteUri: true } address ? WebRunProxy.Custom(address)
        : WebRunProxy.InCountry(text);

    private static WebRunProxy FromTable(ParameterTable table)
    {
        var address = ToUri(table.Text(Address) ?? throw table.Invalid($"it has no {Address}."));
        return table[Credential] switch
        {
            null => WebRunProxy.Custom(address),
            PSCredential credential => WebRunProxy.Custom(address, new(credential.UserName, credential.Password)),
            _ => throw table.Invalid($"its {Credential} is no PSCredential."),
        };
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes names of hosts: a list, or one text as a cell has it, such as <c>a.example; b.example</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DomainTransformationAttribute : CheckedTransformationAttribute
{
    private protected override object? Read(object? given)
    {
        if (given is null)
        {
            return null;
        }

        // The request checks what a domain is.
        return new WebRunTaskRequest { AvoidDomains = [.. Wrapped.Items(given).SelectMany(Domains)] }.AvoidDomains;
    }

    // Not the text of any object: System.Object is the name of a host, too.
    private static IReadOnlyList<string> Domains(object? item) => item is string cell
        ? CellList.Of(cell)
        : throw new WebRunException(WebRunErrorId.InvalidParameter, $"{Described.Of(item)}, not a domain. Give a host, such as ads.example, or a list of them.");
}

/// <summary>Takes the address of a web page; an empty cell of a table counts as none.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PageTransformationAttribute : CheckedTransformationAttribute
{
    private protected override object? Read(object? given)
    {
        var text = given switch
        {
            Uri address => address.OriginalString,
            var other => other?.ToString(),
        };
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return Uri.TryCreate(text!.Trim(), UriKind.Absolute, out var page) && (page.Scheme == Uri.UriSchemeHttps || page.Scheme == Uri.UriSchemeHttp)
            ? page
            : throw new WebRunException(WebRunErrorId.InvalidParameter, $"'{text}' is not the full address of a page. Begin it with https://, such as https://amazon.com.");
    }
}

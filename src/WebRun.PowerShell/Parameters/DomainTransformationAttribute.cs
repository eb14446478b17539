using System;
using System.Collections;
using System.Linq;

namespace WebRun.PowerShell;

/// <summary>Takes names of hosts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DomainTransformationAttribute : CheckedTransformationAttribute
{
    private protected override object? Read(object? given)
    {
        if (given is null)
        {
            return null;
        }

        var domains = given is IEnumerable and not string and var many
            ? ((IEnumerable)many).Cast<object?>().Select(domain => $"{Open(domain)}".Trim()).ToArray()
            : [$"{given}".Trim()];

        // The request knows what a domain is.
        return new WebRunTaskRequest { AvoidDomains = domains }.AvoidDomains;
    }
}

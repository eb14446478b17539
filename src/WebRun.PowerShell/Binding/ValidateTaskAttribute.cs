using System;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Refuses text that says nothing to do: blank, or only the address of a page, which would be run and paid for as a task.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateTaskAttribute : ValidateArgumentsAttribute
{
    // With a scheme, or as people write one: amazon.com, www.amazon.com/deals.
    private static readonly Regex Address = new(@"^([a-z][a-z0-9+.-]*://\S+|([\w-]+\.)+[a-z]{2,}(:[0-9]+)?([/?#]\S*)?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is not string text)
        {
            return;
        }

        var words = text.Split([' ', '\t', '\r', '\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ValidationMetadataException(CurrentRow.Named("The text is blank. Say what to do, in plain language."));
        }

        if (words.Length > 0 && words.All(word => Address.IsMatch(word)))
        {
            throw new ValidationMetadataException(CurrentRow.Named("The text is only an address, and does not say what to do. Give the address with -StartingPoint, and say in words what to do there."));
        }
    }
}

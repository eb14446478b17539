using System;
using System.Collections.Generic;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a script block that answers questions, or <c>Ask</c>: the user is asked at the prompt.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class GuardrailTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Stands for <c>Ask</c>; it is never run.</summary>
    internal static ScriptBlock Ask { get; } = ScriptBlock.Create("'Ask'");

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Wrapped.Open(inputData) is not string text ? inputData
        : text.Equals(nameof(Ask), StringComparison.OrdinalIgnoreCase) ? Ask
        : throw new ArgumentTransformationMetadataException("It is neither Ask nor a script block. With Ask, you are asked at the prompt; a script block emits the answer.");
}

/// <summary>Offers what can answer a question.</summary>
public sealed class GuardrailCompleter : FormCompleter
{
    private protected override IEnumerable<(string Text, string Name, string About)> Forms =>
    [
        (nameof(GuardrailTransformationAttribute.Ask), "Ask", "You are asked at the prompt"),
        ("{ Get-Secret NAME }", "script block", "It gets the task as $_, and emits the answer"),
    ];
}

using System;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a task's text, and nothing else: PowerShell converts any object to text, which would then be run and paid for.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TaskTextTransformationAttribute : CheckedTransformationAttribute
{
    private protected override object? Read(object? given) => given switch
    {
        null or string => given,

        // PowerShell offers the whole object. The command reads its task from a property.
        _ when CurrentRow.IsBinding => "",

        // With an invalid cast PowerShell offers it again, after it has bound the object itself.
        _ => throw new ArgumentTransformationMetadataException($"{(given is Uri ? "It is an address" : Described.Of(given))}, not a task. Say in words what to do{(given is Uri ? ", and give the address with -StartingPoint" : "")}.", new PSInvalidCastException()),
    };
}

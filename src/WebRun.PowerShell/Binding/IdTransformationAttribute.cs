using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes ids, or objects that have one in a property of that name, also after remoting or a file.</summary>
/// <param name="property">The property, such as <c>TriggerId</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public class IdTransformationAttribute(string property) : ArgumentTransformationAttribute
{
    /// <summary>The property that has the id.</summary>
    public string Property { get; } = property;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Wrapped.IsList(inputData) ? Wrapped.Items(inputData).Where(value => value is not null).Select(IdOf).ToArray() : IdOf(inputData);

    private object? IdOf(object? value) => Wrapped.Open(value) is IDictionary table ? Wrapped.Of(table, Property) : Wrapped.Of(value, Property) ?? Wrapped.AsTyped(value);
}

/// <summary>Takes session ids, or objects that have one: sessions and tasks, also after remoting or a file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SessionIdTransformationAttribute() : IdTransformationAttribute("SessionId");

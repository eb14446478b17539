using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Loading;

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

    /// <summary>Receives the id of an object.</summary>
    private protected virtual void Found(object id)
    {
    }

    private object? IdOf(object? value)
    {
        if ((Wrapped.Open(value) is IDictionary table ? Wrapped.Of(table, Property) : Wrapped.Of(value, Property)) is { } id)
        {
            Found(id);
            return id;
        }

        return Wrapped.Open(value) is IDictionary ? null : Wrapped.AsTyped(value);
    }
}

/// <summary>Takes session ids, or objects that have one: sessions and tasks, also after remoting or a file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SessionIdTransformationAttribute() : IdTransformationAttribute("SessionId")
{
    // Whatever has become of the session since, its id is not one that somebody has mistyped.
    private protected override void Found(object id) => RecentlySeen.NoteSession(id.ToString());
}

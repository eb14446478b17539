using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Takes session ids, or objects that have one: sessions and tasks, also after remoting or a file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SessionIdTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is IEnumerable and not string and var many
            ? ((IEnumerable)many).Cast<object?>().Select(IdOf).ToArray()
            : IdOf(inputData);

    private static object? IdOf(object? value) =>
        value is null ? null : PSObject.AsPSObject(value).Properties["SessionId"]?.Value ?? value;
}

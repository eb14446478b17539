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
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is IEnumerable and not (string or IDictionary) and var many
            ? ((IEnumerable)many).Cast<object?>().Where(value => value is not null).Select(IdOf).ToArray()
            : IdOf(inputData);

    private static object? IdOf(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        IDictionary table => table["SessionId"],
        _ => PSObject.AsPSObject(value).Properties["SessionId"]?.Value ?? value,
    };
}

using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Security;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary>Takes ids, or objects that have one in a property of that name, also after remoting or a file.</summary>
/// <param name="property">The property, such as <c>TriggerId</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public class IdTransformationAttribute(string property) : CheckedTransformationAttribute
{
    /// <summary>The property that has the id.</summary>
    public string Property { get; } = property;

    /// <summary>True to leave an object that has an id as it is, because the command needs more of it.</summary>
    public bool KeepsObject { get; init; }

    private protected override object? Opened(object? input) => input;

    /// <summary>The id that an object is or has.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is neither an id nor has one.</exception>
    internal static object? IdOf(object? value, string property) => Wrapped.Open(value) switch
    {
        IDictionary table => Wrapped.Of(table, property),
        null or string or Guid or SecureString => Wrapped.AsTyped(value),
        var number when Described.IsNumber(number) => Wrapped.AsTyped(value),
        _ when PSObject.AsPSObject(value).Properties[property] is null => throw new WebRunException(WebRunErrorId.InvalidParameter, $"The object has no {property}: '{value}'. Give an id, or an object with a {property}."),
        _ => Wrapped.Of(value, property) ?? Wrapped.AsTyped(value),
    };

    private protected override object? Read(object? given) =>
        Wrapped.IsList(given) ? Wrapped.Items(given).Where(value => value is not null).Select(IdIn).ToArray() : IdIn(given);

    /// <summary>Receives the id of an object.</summary>
    private protected virtual void Found(object id)
    {
    }

    private object? IdIn(object? value)
    {
        var id = IdOf(value, Property);
        if (id is null || Wrapped.Open(value) is string or ValueType or SecureString)
        {
            return id;
        }

        Found(id);
        return KeepsObject ? Wrapped.Open(value) : id;
    }
}

/// <summary>Takes session ids, or objects that have one: sessions and tasks, also after remoting or a file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SessionIdTransformationAttribute() : IdTransformationAttribute("SessionId")
{
    // Whatever has become of the session since, its id is not one that somebody has mistyped.
    private protected override void Found(object id) => RecentlySeen.NoteSession(id.ToString());
}

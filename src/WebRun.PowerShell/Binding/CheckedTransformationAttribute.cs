using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Makes of what a person gives an object of the client, which checks it; what it refuses is an error of the parameter.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class CheckedTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        try
        {
            return Read(Opened(inputData));
        }
        catch (WebRunException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    /// <summary>What is read of what was given.</summary>
    private protected virtual object? Opened(object? input) => Open(input);

    /// <summary>What PowerShell may have wrapped.</summary>
    private protected static object? Open(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    /// <summary>A text as an address; what is none becomes a relative one, which the client refuses in its own words.</summary>
    private protected static Uri ToUri(string text) => Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) ? address : new Uri("none", UriKind.Relative);

    /// <summary>Reads what was given. Errors repeat nothing of it that may be secret.</summary>
    private protected abstract object? Read(object? given);
}

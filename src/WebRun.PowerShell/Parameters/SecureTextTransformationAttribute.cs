using System;
using System.Management.Automation;
using System.Net;

namespace WebRun.PowerShell;

/// <summary>Takes a secret as a SecureString, or as plain text that becomes one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecureTextTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Secured(inputData is PSObject wrapped ? wrapped.BaseObject : inputData);

    /// <summary>A text as a SecureString; anything else as it is.</summary>
    internal static object? Secured(object? value) => value is string text ? new NetworkCredential("", text).SecurePassword : value;
}

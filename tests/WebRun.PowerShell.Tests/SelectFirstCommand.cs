using System;
using System.Management.Automation;
using System.Reflection;

namespace WebRun.PowerShell.Tests;

/// <summary>Stops what is upstream after the first object, just as Select-Object -First 1 does, which the bare engine lacks.</summary>
[Cmdlet(VerbsCommon.Select, "First")]
[OutputType(typeof(object))]
public sealed class SelectFirstCommand : PSCmdlet
{
    private static readonly Type Stop = typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;

    /// <summary>What comes down the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        throw (Exception)Activator.CreateInstance(Stop, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, binder: null, [this], culture: null)!;
    }
}

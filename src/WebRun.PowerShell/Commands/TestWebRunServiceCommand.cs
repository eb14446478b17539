using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Test-WebRunService</c>: checks whether the service is healthy. Needs no key and costs nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "WebRunService")]
[OutputType(typeof(WebRunHealth))]
public sealed class TestWebRunServiceCommand : ServiceCommand
{
    /// <inheritdoc/>
    private protected override bool NeedsKey => false;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(null, async (pipeline, cancellationToken) =>
        pipeline.Write(await Client.GetHealthAsync(cancellationToken).ConfigureAwait(false)));
}

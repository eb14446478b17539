using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Test-WebRunService</c>: checks whether the service is healthy, which needs no key; or what the account has spent. It costs nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "WebRunService", DefaultParameterSetName = "Health")]
[OutputType(typeof(WebRunHealth), ParameterSetName = ["Health"])]
[OutputType(typeof(WebRunAccountUsage), ParameterSetName = [nameof(Account)])]
public sealed class TestWebRunServiceCommand : ServiceCommand
{
    /// <summary>Shows what the account has spent, its limit and what remains, if the service says so.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(Account))]
    public SwitchParameter Account { get; set; }

    /// <inheritdoc/>
    private protected override bool NeedsKey => Account;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Account)
        {
            Run(null, async (pipeline, cancellationToken) =>
            {
                var usage = await Client.GetAccountUsageAsync(cancellationToken).ConfigureAwait(false);
                if (!usage.IsKnown)
                {
                    pipeline.Warning("What the account has spent is not known: the service does not say it here.");
                }

                pipeline.Write(usage);
            });
            return;
        }

        Run(null, async (pipeline, cancellationToken) => pipeline.Write(await Client.GetHealthAsync(cancellationToken).ConfigureAwait(false)));
    }
}

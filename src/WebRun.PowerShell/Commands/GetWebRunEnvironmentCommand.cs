using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunEnvironment</c>: lists the account's environments.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunEnvironment", DefaultParameterSetName = NameSet)]
[OutputType(typeof(WebRunEnvironment))]
public sealed class GetWebRunEnvironmentCommand : EnvironmentListCommand
{
    /// <inheritdoc/>
    private protected override Task<IReadOnlyList<WebRunEnvironment>> ListAsync(CancellationToken cancellationToken) => Client.GetEnvironmentsAsync(cancellationToken);
}

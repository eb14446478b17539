using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunEnvironmentProfile</c>: lists the account's environments, with the size and use of the Chrome profile in each.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunEnvironmentProfile", DefaultParameterSetName = NameSet)]
[OutputType(typeof(WebRunEnvironmentProfile))]
public sealed class GetWebRunEnvironmentProfileCommand : EnvironmentListCommand
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<WebRunEnvironment>> ListAsync(CancellationToken cancellationToken) =>
        await Client.GetEnvironmentProfilesAsync(cancellationToken).ConfigureAwait(false);
}

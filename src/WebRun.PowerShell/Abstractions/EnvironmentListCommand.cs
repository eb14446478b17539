using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that lists environments, selected by name or id.</summary>
public abstract class EnvironmentListCommand : ServiceCommand
{
    /// <summary>The default parameter set.</summary>
    protected const string NameSet = "Name";

    private const string IdSet = "Id";

    /// <summary>The names to list; wildcards are allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>The ids to list, or objects with an EnvironmentId.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string[]? EnvironmentId { get; set; }

    /// <summary>Gets all of them.</summary>
    private protected abstract Task<IReadOnlyList<WebRunEnvironment>> ListAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (names, ids) = (Name, EnvironmentId);
        Run(names ?? ids, async (pipeline, cancellationToken) =>
        {
            var all = await ListAsync(cancellationToken).ConfigureAwait(false);
            if (ids is null)
            {
                pipeline.WriteNamed(all, names ?? ["*"], environment => environment.Name ?? "", "environment");
            }
            else
            {
                pipeline.WriteById(all, ids, environment => environment.EnvironmentId, "environment");
            }
        });
    }
}

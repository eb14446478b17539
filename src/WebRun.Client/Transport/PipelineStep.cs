using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>One step on a call's way to the service and back.</summary>
internal abstract class PipelineStep
{
    /// <summary>Does this step's part, and calls the rest of the steps.</summary>
    /// <param name="call">The call, in which the steps keep their state.</param>
    /// <param name="rest">The steps after this one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="WebRunException">The answer is missing or cannot be used.</exception>
    public abstract Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken);
}

/// <summary>The remaining steps of a pipeline.</summary>
/// <param name="steps">All steps.</param>
/// <param name="next">The index of the next one.</param>
internal sealed class PipelineRest(PipelineStep[] steps, int next)
{
    /// <summary>Calls the next step.</summary>
    public Task SendAsync(ServiceCall call, CancellationToken cancellationToken) => steps[next].SendAsync(call, new PipelineRest(steps, next + 1), cancellationToken);
}

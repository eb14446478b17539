using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>One step on a call's way to the service and back.</summary>
internal abstract class PipelineStep
{
    /// <summary>Does its part, and has the rest of the steps do theirs.</summary>
    /// <param name="call">The call; the steps leave in it what they know.</param>
    /// <param name="rest">The steps behind this one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="WebRunException">The answer is missing or cannot be used.</exception>
    public abstract Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken);
}

/// <summary>The steps of a pipeline from one of them on.</summary>
/// <param name="steps">All steps.</param>
/// <param name="next">The next of them.</param>
internal sealed class PipelineRest(PipelineStep[] steps, int next)
{
    /// <summary>Goes on with the next step.</summary>
    public Task SendAsync(ServiceCall call, CancellationToken cancellationToken) => steps[next].SendAsync(call, new PipelineRest(steps, next + 1), cancellationToken);
}

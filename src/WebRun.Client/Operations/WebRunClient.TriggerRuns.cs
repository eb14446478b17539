using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>The runs of triggers: list, start.</content>
public sealed partial class WebRunClient
{
    /// <summary>A page of a trigger's runs, the newest first.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="page">The number of the page, from 1; a page has up to <see cref="WebRunTriggerRunPage.MaxRuns"/>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The trigger was not found (<see cref="WebRunErrorId.NotFound"/>), or the service's answer cannot be used.</exception>
    public async Task<WebRunTriggerRunPage> GetTriggerRunsAsync(string triggerId, long page, CancellationToken cancellationToken = default)
    {
        var call = TriggerCall(RequestKind.Read, triggerId, ServicePaths.TriggerRuns(triggerId, page, WebRunTriggerRunPage.MaxRuns));
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return TriggerResponses.Page(answer, triggerId, page) ?? throw ErrorFactory.Refused(call, answer, _options.ApiKey);
    }

    /// <summary>One run of a trigger.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="runId">The run.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It was not found (<see cref="WebRunErrorId.NotFound"/>), or the service's answer cannot be used.</exception>
    public async Task<WebRunTriggerRun> GetTriggerRunAsync(string triggerId, string runId, CancellationToken cancellationToken = default)
    {
        var call = TriggerCall(RequestKind.Read, triggerId, ServicePaths.TriggerRun(triggerId, runId)) with { Subject = $"run '{runId}' of trigger '{triggerId}'" };
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return TriggerResponses.Run(answer, triggerId) ?? throw ErrorFactory.Refused(call, answer, _options.ApiKey);
    }

    /// <summary>Runs a trigger now, even if it is paused. This costs money, so it is never resent once it may have arrived.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the trigger may run.</param>
    /// <returns>The run, as far as the service describes it.</returns>
    /// <exception cref="WebRunException">It was not started, or the outcome is unknown.</exception>
    public async Task<WebRunTriggerRun> StartTriggerAsync(string triggerId, CancellationToken cancellationToken = default)
    {
        var call = TriggerCall(RequestKind.StartWork, triggerId, ServicePaths.StartTrigger(triggerId)) with { Method = HttpMethod.Post };
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Success == false)
        {
            throw ErrorFactory.Refused(call, answer, _options.ApiKey);
        }

        return TriggerResponses.Run(answer, triggerId) ?? new WebRunTriggerRun { TriggerId = triggerId };
    }
}

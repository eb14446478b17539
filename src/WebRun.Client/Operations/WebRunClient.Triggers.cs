using System.Collections.Generic;
using System.Net.Http;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>Triggers: list, create, change, pause, remove.</content>
public sealed partial class WebRunClient
{
    /// <summary>The account's triggers.</summary>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="WebRunException">The service gives no answer that can be used.</exception>
    public async Task<IReadOnlyList<WebRunTrigger>> GetTriggersAsync(CancellationToken cancellationToken = default)
    {
        var call = new ServiceRequest(RequestKind.Read, ServicePaths.Triggers);
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return TriggerResponses.List(answer) ?? throw ErrorFactory.Refused(call, answer, _options.ApiKey);
    }

    /// <summary>One trigger with its latest runs.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="WebRunException">It is not there (<see cref="WebRunErrorId.NotFound"/>), or the service gives no answer that can be used.</exception>
    public Task<WebRunTrigger> GetTriggerAsync(string triggerId, CancellationToken cancellationToken = default) => ReadTriggerAsync(TriggerCall(RequestKind.Read, triggerId, ServicePaths.Trigger(triggerId)), cancellationToken);

    /// <summary>Creates a trigger, which runs by its schedule from then on. Never sent again once it may have arrived.</summary>
    /// <param name="request">What it is to be: at least name, environment, schedule and task, and a webhook unless only the bot is told.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; it may have been created.</param>
    /// <exception cref="WebRunException">It was not created, or the outcome is unknown.</exception>
    public async Task<WebRunTrigger> CreateTriggerAsync(WebRunTriggerRequest request, CancellationToken cancellationToken = default)
    {
        var delivery = request.DeliveryMode ?? (request.Webhook is null ? WebRunDeliveryMode.Bot : WebRunDeliveryMode.Webhook);
        if (delivery != WebRunDeliveryMode.Bot && request.Webhook is null)
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"The DeliveryMode {delivery} needs a Webhook to deliver to.");
        }

        var call = new ServiceRequest(RequestKind.Store, ServicePaths.Triggers, TriggerRequestWriter.Write(request with { DeliveryMode = delivery })) { Secrets = SecretsIn(request) };
        var created = await ReadTriggerAsync(call, cancellationToken).ConfigureAwait(false);
        return ServiceAddress.IsId(created.TriggerId) ? created : throw ErrorFactory.Unnamed(call);
    }

    /// <summary>Changes what is given, and leaves the rest as it is.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="change">What is to be new.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <returns>The trigger as it is then.</returns>
    /// <exception cref="WebRunException">It is not there (<see cref="WebRunErrorId.NotFound"/>), a value is refused, or it is not confirmed.</exception>
    public Task<WebRunTrigger> UpdateTriggerAsync(string triggerId, WebRunTriggerRequest change, CancellationToken cancellationToken = default) =>
        ReadTriggerAsync(TriggerCall(RequestKind.SetState, triggerId, ServicePaths.Trigger(triggerId), TriggerRequestWriter.Write(change)) with { Method = HttpMethod.Put, Secrets = SecretsIn(change) }, cancellationToken);

    /// <summary>Pauses a trigger: it runs no more by its schedule.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <returns>The trigger as it is then.</returns>
    /// <exception cref="WebRunException">As for <see cref="UpdateTriggerAsync"/>.</exception>
    public Task<WebRunTrigger> DisableTriggerAsync(string triggerId, CancellationToken cancellationToken = default) => SetTriggerStateAsync(triggerId, ServicePaths.PauseTrigger(triggerId), cancellationToken);

    /// <summary>Lets a paused trigger run by its schedule again, and counts its failures anew.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <returns>The trigger as it is then.</returns>
    /// <exception cref="WebRunException">As for <see cref="UpdateTriggerAsync"/>.</exception>
    public Task<WebRunTrigger> EnableTriggerAsync(string triggerId, CancellationToken cancellationToken = default) => SetTriggerStateAsync(triggerId, ServicePaths.ResumeTrigger(triggerId), cancellationToken);

    /// <summary>Deletes a trigger with its runs, for ever.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="WebRunException">It is not there (<see cref="WebRunErrorId.NotFound"/>), or it is not confirmed.</exception>
    public Task RemoveTriggerAsync(string triggerId, CancellationToken cancellationToken = default) => DeleteAsync(ServicePaths.Trigger(triggerId), TriggerNamed(triggerId), cancellationToken);

    private static string TriggerNamed(string triggerId) => $"trigger '{triggerId}'";

    private static ServiceRequest TriggerCall(RequestKind kind, string triggerId, string path, byte[]? body = null) => new(kind, path, body) { Subject = TriggerNamed(triggerId) };

    private static SecureString[] SecretsIn(WebRunTriggerRequest request) => request.Webhook?.Auth is { } auth ? [auth] : [];

    private Task<WebRunTrigger> SetTriggerStateAsync(string triggerId, string path, CancellationToken cancellationToken) =>
        ReadTriggerAsync(TriggerCall(RequestKind.SetState, triggerId, path) with { Method = HttpMethod.Post }, cancellationToken);

    private async Task<WebRunTrigger> ReadTriggerAsync(ServiceRequest call, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Success == false)
        {
            throw ErrorFactory.Refused(call, answer, _options.ApiKey);
        }

        return TriggerResponses.Read(answer) ?? throw (call.IsOnceOnly ? ErrorFactory.Unnamed(call) : ErrorFactory.Refused(call, answer, _options.ApiKey));
    }
}

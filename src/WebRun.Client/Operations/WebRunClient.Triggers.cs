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
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The service's answer cannot be used.</exception>
    public async Task<IReadOnlyList<WebRunTrigger>> GetTriggersAsync(CancellationToken cancellationToken = default)
    {
        var call = new ServiceRequest(RequestKind.Read, ServicePaths.Triggers);
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return TriggerResponses.List(answer) ?? throw ErrorFactory.Refused(call, answer, _options.ApiKey);
    }

    /// <summary>One trigger with its latest runs.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It was not found (<see cref="WebRunErrorId.NotFound"/>), or the service's answer cannot be used.</exception>
    public Task<WebRunTrigger> GetTriggerAsync(string triggerId, CancellationToken cancellationToken = default) => ReadTriggerAsync(TriggerCall(RequestKind.Read, triggerId, ServicePaths.Trigger(triggerId)), cancellationToken);

    /// <summary>Creates a trigger, which then runs by its schedule. Never resent once it may have arrived.</summary>
    /// <param name="request">The trigger: at least name, environment, schedule and task, and a webhook unless results go only to the bot.</param>
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

    /// <summary>Changes the values that are given, and keeps the others.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="change">The new values.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The changed trigger.</returns>
    /// <exception cref="WebRunException">It was not found (<see cref="WebRunErrorId.NotFound"/>), a value is refused, or the change is not confirmed.</exception>
    public Task<WebRunTrigger> UpdateTriggerAsync(string triggerId, WebRunTriggerRequest change, CancellationToken cancellationToken = default) =>
        ReadTriggerAsync(TriggerCall(RequestKind.SetState, triggerId, ServicePaths.Trigger(triggerId), TriggerRequestWriter.Write(change)) with { Method = HttpMethod.Put, Secrets = SecretsIn(change) }, cancellationToken);

    /// <summary>Pauses a trigger: its schedule no longer runs it.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The changed trigger.</returns>
    /// <exception cref="WebRunException">As for <see cref="UpdateTriggerAsync"/>.</exception>
    public Task<WebRunTrigger> DisableTriggerAsync(string triggerId, CancellationToken cancellationToken = default) => SetTriggerStateAsync(triggerId, ServicePaths.PauseTrigger(triggerId), cancellationToken);

    /// <summary>Resumes a paused trigger, so that its schedule runs it again, and resets its count of failures.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The changed trigger.</returns>
    /// <exception cref="WebRunException">As for <see cref="UpdateTriggerAsync"/>.</exception>
    public Task<WebRunTrigger> EnableTriggerAsync(string triggerId, CancellationToken cancellationToken = default) => SetTriggerStateAsync(triggerId, ServicePaths.ResumeTrigger(triggerId), cancellationToken);

    /// <summary>Permanently deletes a trigger with its runs.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It was not found (<see cref="WebRunErrorId.NotFound"/>), or the deletion is not confirmed.</exception>
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

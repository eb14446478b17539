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
    public Task<WebRunTrigger> GetTriggerAsync(string triggerId, CancellationToken cancellationToken = default) =>
        LookUpAsync(new WebRunTrigger { TriggerId = triggerId }, cancellationToken);

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

        request = request with { DeliveryMode = delivery };
        var call = new ServiceRequest(RequestKind.Store, ServicePaths.Triggers, Body(request)) { Secrets = SecretsIn(request) };
        var created = await ReadTriggerAsync(new ServiceCall(call), request.AsTaken(triggerId: null), cancellationToken).ConfigureAwait(false);
        return ServiceAddress.IsId(created.TriggerId) ? created : throw ErrorFactory.Unnamed(call);
    }

    /// <summary>Changes the values that are given, and keeps the others.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="change">The new values.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The changed trigger.</returns>
    /// <exception cref="WebRunException">It was not found (<see cref="WebRunErrorId.NotFound"/>), a value is refused, or the change is not confirmed.</exception>
    public async Task<WebRunTrigger> UpdateTriggerAsync(string triggerId, WebRunTriggerRequest change, CancellationToken cancellationToken = default) =>
        await CompleteTriggerAsync(await ChangeTriggerAsync(triggerId, change, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Pauses a trigger: its schedule no longer runs it.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The changed trigger.</returns>
    /// <exception cref="WebRunException">As for <see cref="UpdateTriggerAsync"/>.</exception>
    public async Task<WebRunTrigger> DisableTriggerAsync(string triggerId, CancellationToken cancellationToken = default) =>
        await CompleteTriggerAsync(await SetTriggerStatusAsync(triggerId, WebRunTriggerStatus.Paused, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Resumes a paused trigger, so that its schedule runs it again, and resets its count of failures.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The changed trigger.</returns>
    /// <exception cref="WebRunException">As for <see cref="UpdateTriggerAsync"/>.</exception>
    public async Task<WebRunTrigger> EnableTriggerAsync(string triggerId, CancellationToken cancellationToken = default) =>
        await CompleteTriggerAsync(await SetTriggerStatusAsync(triggerId, WebRunTriggerStatus.Active, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Permanently deletes a trigger with its runs.</summary>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It was not found (<see cref="WebRunErrorId.NotFound"/>), or the deletion is not confirmed.</exception>
    public Task RemoveTriggerAsync(string triggerId, CancellationToken cancellationToken = default) => DeleteAsync(ServicePaths.Trigger(triggerId), TriggerNamed(triggerId), cancellationToken);

    /// <summary>As <see cref="UpdateTriggerAsync"/>, for a caller that needs no more of the trigger than the answer says.</summary>
    internal Task<WebRunTrigger> ChangeTriggerAsync(string triggerId, WebRunTriggerRequest change, CancellationToken cancellationToken)
    {
        var call = TriggerCall(RequestKind.SetState, triggerId, ServicePaths.Trigger(triggerId), Body(change)) with { Method = HttpMethod.Put, Secrets = SecretsIn(change) };
        return ReadTriggerAsync(new ServiceCall(call), change.AsTaken(triggerId), cancellationToken);
    }

    /// <summary>As <see cref="DisableTriggerAsync"/> and <see cref="EnableTriggerAsync"/>, for a caller that needs no more of the trigger than the answer says.</summary>
    internal async Task<WebRunTrigger> SetTriggerStatusAsync(string triggerId, WebRunTriggerStatus status, CancellationToken cancellationToken)
    {
        var path = status == WebRunTriggerStatus.Paused ? ServicePaths.PauseTrigger(triggerId) : ServicePaths.ResumeTrigger(triggerId);
        var call = new ServiceCall(TriggerCall(RequestKind.SetState, triggerId, path) with { Method = HttpMethod.Post });
        var known = new WebRunTrigger { TriggerId = triggerId, Status = status };
        try
        {
            return await ReadTriggerAsync(call, known, cancellationToken).ConfigureAwait(false);
        }
        catch (WebRunException e) when (call.MayBeDone && TriggerResponses.IsAlready(e, status))
        {
            // An earlier attempt did it.
            return known;
        }
    }

    /// <summary>The whole trigger: the answer to a change has only some of it. If the rest cannot be fetched, the change still counts.</summary>
    internal async Task<WebRunTrigger> CompleteTriggerAsync(WebRunTrigger changed, CancellationToken cancellationToken)
    {
        if (changed is { Name: not null, TaskDetails: not null, DeliveryMode: not null, Schedule: not null, Status: not WebRunTriggerStatus.Unknown })
        {
            return changed;
        }

        try
        {
            return await LookUpAsync(changed, cancellationToken).ConfigureAwait(false);
        }
        catch (WebRunException e)
        {
            Scope.Log.Verbose?.Invoke($"The trigger is changed, but cannot be shown completely: {e.Message}");
            return changed;
        }
    }

    private static string TriggerNamed(string triggerId) => $"trigger '{triggerId}'";

    private static ServiceRequest TriggerCall(RequestKind kind, string triggerId, string path, byte[]? body = null) => new(kind, path, body) { Subject = TriggerNamed(triggerId) };

    private static SecureString[] SecretsIn(WebRunTriggerRequest request) => request.Webhook?.Auth is { } auth ? [auth] : [];

    private byte[] Body(WebRunTriggerRequest request) => TriggerRequestWriter.Write(request, _options.EffectiveGeneration);

    private Task<WebRunTrigger> LookUpAsync(WebRunTrigger known, CancellationToken cancellationToken) =>
        ReadTriggerAsync(new ServiceCall(TriggerCall(RequestKind.Read, known.TriggerId!, ServicePaths.Trigger(known.TriggerId!))), known, cancellationToken);

    private async Task<WebRunTrigger> ReadTriggerAsync(ServiceCall call, WebRunTrigger known, CancellationToken cancellationToken)
    {
        var request = call.Request;

        // Any answer about triggers may repeat them.
        Scope.Secrets.Keep(KnownSecrets.OwnerOf(request), request.Secrets);
        var answer = await Scope.Pipeline.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Success == false)
        {
            throw ErrorFactory.Refused(request, answer, _options.ApiKey);
        }

        return TriggerResponses.Read(answer, known) ?? throw (request.IsOnceOnly ? ErrorFactory.Unnamed(request) : ErrorFactory.Refused(request, answer, _options.ApiKey));
    }
}

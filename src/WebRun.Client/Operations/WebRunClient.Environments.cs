using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>Environments: list, create, remove.</content>
public sealed partial class WebRunClient
{
    /// <summary>The most characters of an environment's name.</summary>
    public const int MaxEnvironmentName = 100;

    /// <summary>The most characters of an environment's description.</summary>
    public const int MaxEnvironmentDescription = 500;

    /// <summary>The account's environments, at most 20.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The service's answer cannot be used.</exception>
    public async Task<IReadOnlyList<WebRunEnvironment>> GetEnvironmentsAsync(CancellationToken cancellationToken = default)
    {
        var call = new ServiceRequest(RequestKind.Read, ServicePaths.Environments);
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return EnvironmentResponses.List(answer) ?? throw ErrorFactory.Refused(call, answer, _options.ApiKey);
    }

    /// <summary>Creates an environment without a profile. Never resent once it may have arrived.</summary>
    /// <param name="name">Its name, which does not have to be unique.</param>
    /// <param name="description">Its description; null for none.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; it may have been created.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: a text is too long. It was not created (the service allows 20), or the outcome is unknown.</exception>
    public async Task<WebRunEnvironment> CreateEnvironmentAsync(string name, string? description = null, CancellationToken cancellationToken = default)
    {
        CheckLength(name, MaxEnvironmentName, "Name");
        CheckLength(description, MaxEnvironmentDescription, "Description");
        var call = new ServiceRequest(RequestKind.Store, ServicePaths.Environments, EnvironmentResponses.Create(name, description));
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Success == false)
        {
            throw ErrorFactory.Refused(call, answer, _options.ApiKey);
        }

        return EnvironmentResponses.Read(answer) is { } created && ServiceAddress.IsId(created.EnvironmentId) ? created : throw ErrorFactory.Unnamed(call);
    }

    /// <summary>Permanently deletes an environment with its profile and its files.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">It was not found (<see cref="WebRunErrorId.NotFound"/>), or the deletion is not confirmed.</exception>
    public Task RemoveEnvironmentAsync(string environmentId, CancellationToken cancellationToken = default) => DeleteAsync(ServicePaths.Environment(environmentId), EnvironmentNamed(environmentId), cancellationToken);

    private static void CheckLength(string? text, int most, string parameter)
    {
        if (text?.Length > most)
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"The {parameter} of an environment is too long: it has {text.Length} characters, and the service takes at most {most}.");
        }
    }

    private static string EnvironmentNamed(string environmentId) => $"environment '{environmentId}'";

    /// <summary>Deletes what a path names. If an earlier attempt may have deleted it, not finding it is not an error.</summary>
    private async Task DeleteAsync(string path, string subject, CancellationToken cancellationToken)
    {
        var call = new ServiceCall(new ServiceRequest(RequestKind.SetState, path) { Method = HttpMethod.Delete, Subject = subject });
        try
        {
            await _messages.ConfirmAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (WebRunException e) when (e.Id == WebRunErrorId.NotFound && call.MayBeDone)
        {
            return;
        }
    }
}

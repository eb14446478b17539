using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>Adds the product and the key to each attempt.</summary>
/// <param name="options">The service, and the key for it.</param>
internal sealed class AuthorizeStep(WebRunClientOptions options) : PipelineStep
{
    private static readonly string Version = typeof(AuthorizeStep).Assembly.GetName().Version!.ToString(3);

    /// <inheritdoc/>
    public override Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken)
    {
        if (options.ApiKey is null && call.Request.NeedsKey)
        {
            throw new WebRunException(WebRunErrorId.ApiKeyMissing, "The API key is missing.");
        }

        var message = call.Attempt!.Message;
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        Authorize(message, options, withKey: true);
        return rest.SendAsync(call, cancellationToken);
    }

    /// <summary>Adds the product, and the key, to a request.</summary>
    /// <param name="message">The request.</param>
    /// <param name="options">The client's options, with the key.</param>
    /// <param name="withKey">False for an address that the key is not for.</param>
    public static void Authorize(HttpRequestMessage message, WebRunClientOptions options, bool withKey)
    {
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(options.ProductName, Version));
        if (withKey && options.ApiKey is { } key)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        }
    }
}

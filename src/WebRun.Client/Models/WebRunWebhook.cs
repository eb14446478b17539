using System;
using System.Security;

namespace WebRun;

/// <summary>Where the service reports the end of a task. It calls only once: a call that fails is not repeated.</summary>
public sealed class WebRunWebhook
{
    /// <summary>Takes the webhook.</summary>
    /// <param name="url">The address that the service calls: https, reachable from there, without user and password in it.</param>
    /// <param name="name">Its name; by default its host.</param>
    /// <param name="submittedData">What is sent to it.</param>
    /// <param name="auth">The Authorization header of the call; null for none.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: the service cannot call it. The message repeats at most its host.</exception>
    public WebRunWebhook(Uri url, string? name = null, WebRunWebhookData submittedData = WebRunWebhookData.FullResponse, SecureString? auth = null)
    {
        if (!url.IsAbsoluteUri || url.Scheme != Uri.UriSchemeHttps)
        {
            throw Invalid("its address has to begin with https://, such as https://hooks.example.com/webrun.");
        }

        if (url.IsLoopback)
        {
            throw Invalid($"the service cannot reach {url.Host}. Give an address that can be reached from outside.");
        }

        if (url.UserInfo.Length > 0)
        {
            throw Invalid("its address contains a user or a password. Give them as Auth, the Authorization header of the call.");
        }

        if (auth?.Length == 0)
        {
            throw Invalid("its Auth is empty.");
        }

        Url = url;
        Name = string.IsNullOrWhiteSpace(name) ? url.Host : name!;
        SubmittedData = submittedData;
        Auth = auth?.Kept();
    }

    /// <summary>The address that the service calls.</summary>
    public Uri Url { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What is sent to it.</summary>
    public WebRunWebhookData SubmittedData { get; }

    /// <summary>Whether the call has an Authorization header.</summary>
    public bool HasAuth => Auth is not null;

    /// <summary>The Authorization header of the call.</summary>
    internal SecureString? Auth { get; }

    /// <summary>Its name, host and data; the rest of the address is often a secret itself.</summary>
    public override string ToString() => $"{Name} at {Url.Host} ({SubmittedData})";

    private static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, "The Webhook cannot be used: " + why);
}

/// <summary>What is sent to a webhook at the end of a task.</summary>
public enum WebRunWebhookData
{
    /// <summary>The whole answer: ids, message, files and usage.</summary>
    FullResponse = 0,

    /// <summary>Only the agent's message.</summary>
    AIResponse = 1,

    /// <summary>Only that the task has ended.</summary>
    JustPing = 2,
}

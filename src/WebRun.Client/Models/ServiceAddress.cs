using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace WebRun.Models;

/// <summary>Which addresses a key may be sent to, and how names become parts of them.</summary>
internal static class ServiceAddress
{
    /// <summary>The service itself.</summary>
    public static readonly Uri Default = new("https://connect.webrun.ai/");

    /// <summary>Accepts a base address only if it is https or on this machine, and makes it end with a slash.</summary>
    public static Uri Checked(Uri address)
    {
        var safe = address.IsAbsoluteUri
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            && address.UserInfo.Length == 0
            && address.Query.Length == 0
            && address.Fragment.Length == 0;
        if (!safe)
        {
            throw new WebRunException(
                WebRunErrorId.UnsafeAddress,
                $"The BaseUri '{Shown(address)}' is not safe to send a key to: use a plain https address, or http on this machine (such as http://127.0.0.1:4020).");
        }

        return address.AbsoluteUri.EndsWith("/", StringComparison.Ordinal) ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary>True if it is safe to download from an address without the key: https, or this machine if the service itself is on it.</summary>
    /// <remarks>A service elsewhere must not link to this machine: the link would reach what only this machine can.</remarks>
    public static bool IsFetchable(Uri address, Uri baseUri) =>
        (address.Scheme == Uri.UriSchemeHttps && (!address.IsLoopback || baseUri.IsLoopback))
        || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback && baseUri.IsLoopback);

    /// <summary>True if two addresses have scheme, host and port in common, so that one may get the key of the other.</summary>
    public static bool IsSameOrigin(Uri one, Uri other) => Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>True if a text is a valid session or task id: it stays one segment of a path.</summary>
    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= 200 }
        && text.Trim('.').Length > 0
        && text.IndexOf("..", StringComparison.Ordinal) < 0
        && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.' or ':' or '~');

    /// <summary>Makes an id a segment of a path, or refuses it by the name of its parameter.</summary>
    public static string Segment(string id, string parameter) =>
        IsId(id)
            ? Uri.EscapeDataString(id)
            : throw new WebRunException(
                WebRunErrorId.InvalidParameter,
                $"The {parameter} is not a valid id: an id has only letters, digits, '-', '_', '.', ':' and '~'.");

    private static string Shown(Uri address) =>
        address.IsAbsoluteUri ? $"{address.Scheme}://{address.Host}" : address.OriginalString;
}

/// <summary>Checks host names without scheme, port or path.</summary>
internal static class HostName
{
    /// <summary>True for a domain's name, or the four numbers of an address.</summary>
    public static bool IsValid(string? text) => Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4;
}

using System;
using System.Net;
using System.Security;
using WebRun.Models;

namespace WebRun;

/// <summary>The proxy that a session's browser goes through: one of WebRun's, by its country, or one of your own.</summary>
public sealed class WebRunProxy
{
    private const string AnyCountry = "random";

    private WebRunProxy()
    {
    }

    /// <summary>One of WebRun's, anywhere.</summary>
    public static WebRunProxy Random { get; } = new() { Country = AnyCountry };

    /// <summary>Where one of WebRun's is: two capital letters of ISO 3166, or <c>random</c>; null for one of your own.</summary>
    public string? Country { get; private init; }

    /// <summary>What one of your own speaks: <c>http</c> or <c>socks</c>; null for one of WebRun's, as all that follows.</summary>
    public string? Type { get; private init; }

    /// <summary>Its host.</summary>
    public string? Host { get; private init; }

    /// <summary>Its port: 1 to 65,535.</summary>
    public int? Port { get; private init; }

    /// <summary>Whether it wants to know who comes.</summary>
    public bool HasCredential => Username is not null;

    /// <summary>Who comes.</summary>
    internal string? Username { get; private init; }

    /// <summary>The password.</summary>
    internal SecureString? Password { get; private init; }

    /// <summary>One of WebRun's in a country.</summary>
    /// <param name="country">Two letters of ISO 3166, in any case.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: there is no such country.</exception>
    public static WebRunProxy InCountry(string country) => CountryCodes.Find(country) is { } code
        ? new() { Country = code }
        : throw Invalid($"there is no such country. Give two letters of ISO 3166 such as DE, {AnyCountry}, or the address of a proxy of your own such as http://proxy.example:8080.");

    /// <summary>One of your own.</summary>
    /// <param name="address"><c>http://host:port</c> or <c>socks5://host:port</c>; a user and a password can be in it.</param>
    /// <param name="credential">User and password, where they are not in the address.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is no such address. The text does not repeat it.</exception>
    public static WebRunProxy Custom(Uri address, NetworkCredential? credential = null)
    {
        var type = !address.IsAbsoluteUri ? null : address.Scheme switch
        {
            "http" => "http",
            "socks" or "socks5" => "socks",
            _ => null,
        };
        if (type is null || !HostName.IsOne(address.IdnHost) || address.Port is < 1 || address.PathAndQuery is not ("" or "/") || address.Fragment.Length > 0)
        {
            throw Invalid("a proxy of your own has an address such as http://proxy.example:8080 or socks5://proxy.example:1080, with a port and without a path.");
        }

        if (address.UserInfo.Length > 0 && credential is not null)
        {
            throw Invalid("there is a user in the address and a Credential beside it. Give one of them.");
        }

        credential ??= InAddress(address.UserInfo);
        if (credential is { UserName.Length: 0 })
        {
            throw Invalid("its Credential has no user name.");
        }

        return new()
        {
            Type = type,
            Host = address.IdnHost,
            Port = address.Port,
            Username = credential?.UserName,
            Password = credential is { SecurePassword: { Length: > 0 } password } ? password.Kept() : null,
        };
    }

    /// <summary>The country, or the address without user and password.</summary>
    public override string ToString() => Country ?? $"{Type}://{Host}:{Port}";

    private static NetworkCredential? InAddress(string userInfo)
    {
        if (userInfo.Length == 0)
        {
            return null;
        }

        var parts = userInfo.Split([':'], 2);
        return new NetworkCredential(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
    }

    private static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, "The Proxy cannot be used: " + why);
}

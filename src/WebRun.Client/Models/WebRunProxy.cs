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

    /// <summary>A WebRun proxy in any country.</summary>
    public static WebRunProxy Random { get; } = new() { Country = AnyCountry };

    /// <summary>The country of a WebRun proxy: two capital letters of ISO 3166, or <c>random</c>; null for your own proxy.</summary>
    public string? Country { get; private init; }

    /// <summary>The protocol of your own proxy: <c>http</c> or <c>socks</c>. This and the following are null for a WebRun proxy.</summary>
    public string? Type { get; private init; }

    /// <summary>Its host.</summary>
    public string? Host { get; private init; }

    /// <summary>Its port: 1 to 65,535.</summary>
    public int? Port { get; private init; }

    /// <summary>How the browser goes through it; null for the service's default.</summary>
    public WebRunProxyLevel? Level { get; private init; }

    /// <summary>Whether it needs a user name and password.</summary>
    public bool HasCredential => Username is not null;

    /// <summary>True if its text says all about it.</summary>
    internal bool IsPlain => !HasCredential && Level is null;

    /// <summary>The user name.</summary>
    internal string? Username { get; private init; }

    /// <summary>The password.</summary>
    internal SecureString? Password { get; private init; }

    /// <summary>A WebRun proxy in a country.</summary>
    /// <param name="country">Two letters of ISO 3166, in any case.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: the country does not exist.</exception>
    public static WebRunProxy InCountry(string country) => CountryCodes.Find(country) is { } code
        ? new() { Country = code }
        : throw Invalid($"that country does not exist. Give two letters of ISO 3166 such as DE, {AnyCountry}, or the address of your own proxy such as http://proxy.example:8080.");

    /// <summary>Your own proxy.</summary>
    /// <param name="address"><c>http://host:port</c> or <c>socks5://host:port</c>; a user and a password can be in it.</param>
    /// <param name="credential">User and password, if they are not in the address.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not such an address. The message does not repeat it.</exception>
    public static WebRunProxy Custom(Uri address, NetworkCredential? credential = null)
    {
        var type = !address.IsAbsoluteUri ? null : address.Scheme switch
        {
            "http" => "http",
            "socks" or "socks5" => "socks",
            _ => null,
        };
        if (type is null || !HostName.IsValid(address.IdnHost) || address.Port is < 1 || address.PathAndQuery is not ("" or "/") || address.Fragment.Length > 0)
        {
            throw Invalid("give your own proxy as an address such as http://proxy.example:8080 or socks5://proxy.example:1080, with a port and without a path.");
        }

        if (address.UserInfo.Length > 0 && credential is not null)
        {
            throw Invalid("it has both a user in the address and a Credential. Give only one of them.");
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

    /// <summary>The same proxy at another level.</summary>
    /// <param name="level">How the browser goes through it; null for the service's default.</param>
    public WebRunProxy AtLevel(WebRunProxyLevel? level) => new() { Country = Country, Type = Type, Host = Host, Port = Port, Username = Username, Password = Password, Level = level };

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

/// <summary>How a browser goes through its proxy.</summary>
public enum WebRunProxyLevel
{
    /// <summary>The whole system goes through it: nothing leaks the address, and the session starts more slowly.</summary>
    System,

    /// <summary>Only Chrome goes through it, which is quicker.</summary>
    Chrome,
}

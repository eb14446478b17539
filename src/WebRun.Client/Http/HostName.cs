using System;

namespace WebRun.Http;

/// <summary>What can name a host by itself, without scheme, port or path.</summary>
internal static class HostName
{
    /// <summary>True for a domain's name, or the four numbers of an address.</summary>
    public static bool IsOne(string? text) => Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4;
}

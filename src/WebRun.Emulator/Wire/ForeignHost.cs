using System;

namespace WebRun.Emulator.Wire;

/// <summary>A host that is not the service, for addresses that must not get the key: the emulator by its other loopback name.</summary>
internal static class ForeignHost
{
    public static Uri Of(Uri baseUri) => new UriBuilder(baseUri) { Host = "localhost" }.Uri;
}

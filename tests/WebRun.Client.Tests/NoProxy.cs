using System.Net;
using System.Net.Http;
using System.Runtime.CompilerServices;

namespace WebRun.Client.Tests;

/// <summary>Whatever proxy this machine has, the tests' own requests go to the emulator itself. What the client does with a proxy is for <see cref="ProxyTests"/>.</summary>
internal static class NoProxy
{
    [ModuleInitializer]
    public static void Set() => HttpClient.DefaultProxy = new WebProxy();
}

using System;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Client.Tests;

/// <summary>What is meant for this machine does not go to a proxy. Alone, because the default proxy is the whole process's.</summary>
[Collection(nameof(ProxyTests))]
[CollectionDefinition(nameof(ProxyTests), DisableParallelization = true)]
public class ProxyTests
{
    [Fact]
    public async Task Key_for_a_loopback_address_goes_to_no_proxy()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        await using var proxy = await WebRunEmulator.StartAsync();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.BaseUri, BypassOnLocal: false);
        try
        {
            var health = await new WebRunClient(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri }).GetHealthAsync();

            Assert.True(health.IsHealthy);
            Assert.Empty(proxy.Recorder.Requests);
            Assert.Single(emulator.Recorder.Requests);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }
}

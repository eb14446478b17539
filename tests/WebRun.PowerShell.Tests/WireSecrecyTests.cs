using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>What goes over the wire has the key in one header and each secret in its field, and nowhere else.</summary>
public class WireSecrecyTests
{
    [Fact]
    public async Task Key_is_in_one_header_only()
    {
        var (listener, address) = Listen();
        using var host = listener;
        using var engine = new Engine();
        engine.Run($"Connect-WebRun $env:CANARY_KEY -BaseUri {address}").MustSucceed();
        using var shell = engine.Create("Invoke-WebRunTask a");
        var running = shell.BeginInvoke();

        var context = await host.GetContextAsync();
        var headers = context.Request.Headers.AllKeys.ToDictionary(name => name!, name => context.Request.Headers[name], StringComparer.Ordinal);
        context.Response.StatusCode = 400;
        context.Response.Close();
        running.AsyncWaitHandle.WaitOne();

        Assert.Equal($"Bearer {Engine.Key}", headers["Authorization"]);
        Canary.AssertClean(headers.Where(h => h.Key != "Authorization").Select(h => $"{h.Key}: {h.Value}").Append($"{context.Request.Url}"));
    }

    [Fact]
    public async Task Secrets_are_in_their_fields_of_the_request_only()
    {
        var (listener, address) = Listen();
        using var host = listener;
        using var engine = new Engine();
        engine.Run($"Connect-WebRun $env:CANARY_KEY -BaseUri {address}; {Canary.Credential}").MustSucceed();
        using var shell = engine.Create($"Invoke-WebRunTask a {Canary.OfTask} {Canary.OfSession}");
        var running = shell.BeginInvoke();

        var context = await host.GetContextAsync();
        var body = JsonNode.Parse(context.Request.InputStream)!;
        context.Response.StatusCode = 400;
        context.Response.Close();
        running.AsyncWaitHandle.WaitOne();

        var fields = body["secrets"]!.AsArray().ToDictionary(secret => (string)secret!["match"]!, secret => secret!["fields"]!.ToJsonString(), StringComparer.Ordinal);
        Assert.Equal($$"""{"username":"me","password":"{{Canary.Secret}}"}""", fields["*.shop.example"]);
        Assert.Equal($$"""{"code":"{{Canary.Secret}}"}""", fields["all"]);
        Assert.Equal((Canary.Secret, Canary.Secret), ((string?)body["webhook"]!["auth"], (string?)body["proxy"]!["password"]));
        body["secrets"] = body["webhook"]!["auth"] = body["proxy"]!["password"] = null;
        Canary.AssertClean([body.ToJsonString(), .. context.Request.Headers.AllKeys.Where(name => name != "Authorization").Select(name => context.Request.Headers[name]!)]);
        Canary.AssertClean(shell.Streams.Error.Select(e => e + PSSerializer.Serialize(e) + PSSerializer.Serialize(e.InvocationInfo.BoundParameters, 6)));
    }

    private static (HttpListener Listener, string Address) Listen()
    {
        // A listener takes no port 0, so free ones are tried.
        for (var port = 20_000; ; port++)
        {
            var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
            try
            {
                listener.Start();
                return (listener, $"http://127.0.0.1:{port}/");
            }
            catch (HttpListenerException) when (port < 30_000)
            {
                listener.Close();
            }
        }
    }
}

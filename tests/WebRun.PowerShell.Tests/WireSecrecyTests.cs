using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Text;
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

        var opening = await BodyAsync("""{"success":true,"sessionId":"s1"}""");
        var body = await BodyAsync(null);
        running.AsyncWaitHandle.WaitOne();

        var message = body["message"]!;
        var fields = message["secrets"]!.AsArray().ToDictionary(secret => (string)secret!["match"]!, secret => secret!["fields"]!.ToJsonString(), StringComparer.Ordinal);
        Assert.Equal($$"""{"username":"me","password":"{{Canary.Secret}}"}""", fields["*.shop.example"]);
        Assert.Equal($$"""{"code":"{{Canary.Secret}}"}""", fields["all"]);
        Assert.Equal((Canary.Secret, Canary.Secret), ((string?)message["webhook"]!["auth"], (string?)opening["proxy"]!["password"]));
        message["secrets"] = message["webhook"]!["auth"] = opening["proxy"]!["password"] = null;
        Canary.AssertClean([opening.ToJsonString(), body.ToJsonString()]);
        Canary.AssertClean(shell.Streams.Error.Select(e => e + PSSerializer.Serialize(e) + PSSerializer.Serialize(e.InvocationInfo.BoundParameters, 6)));

        // The live link is refused, and so is a request for which there is no answer.
        async Task<JsonNode> BodyAsync(string? answer)
        {
            while (true)
            {
                var context = await host.GetContextAsync();
                Canary.AssertClean(context.Request.Headers.AllKeys.Where(name => name != "Authorization").Select(name => context.Request.Headers[name]!));
                var isRequest = context.Request.HttpMethod == "POST";
                var received = isRequest ? JsonNode.Parse(context.Request.InputStream) : null;
                context.Response.StatusCode = isRequest && answer is not null ? 200 : 400;
                context.Response.Close(Encoding.UTF8.GetBytes(isRequest && answer is not null ? answer : ""), willBlock: false);
                if (received is not null)
                {
                    return received;
                }
            }
        }
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

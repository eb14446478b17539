using System;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>Refuses a request whose Host is not a loopback name: a web page that rebinds its own name to 127.0.0.1 sends such.</summary>
internal static class LoopbackHosts
{
    public static async Task RequireAsync(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host.Host;
        var isLoopback = string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

        if (isLoopback)
        {
            await next(context);
        }
        else
        {
            await Response.Of(new Refusal(403, "FORBIDDEN", "The emulator answers to loopback names only."), []).SendAsync(context.Response);
        }
    }
}

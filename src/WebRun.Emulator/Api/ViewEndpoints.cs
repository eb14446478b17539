using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using WebRun.Emulator.Model;

namespace WebRun.Emulator.Api;

/// <summary>The paths below /emulator/view/: a page that shows people a session as it runs.</summary>
internal sealed class ViewEndpoints(SessionStore store)
{
    private static readonly byte[] Page = ReadPage();

    private static readonly Dictionary<string, string> PageHeaders = new(StringComparer.Ordinal)
    {
        ["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'",
        ["Cache-Control"] = "no-store",
    };

    /// <summary>GET /emulator/view/{sessionId}: the page, which asks for the state by itself.</summary>
    public Task<Response> PageAsync(Exchange exchange)
    {
        lock (store.Gate)
        {
            var status = store.Find(exchange.Route("sessionId")) is null ? 404 : 200;
            return Task.FromResult(new Response { Status = status, ContentType = "text/html; charset=utf-8", Body = Page, Headers = PageHeaders });
        }
    }

    /// <summary>GET /emulator/view/{sessionId}/state: all that the page shows.</summary>
    public Task<Response> StateAsync(Exchange exchange)
    {
        lock (store.Gate)
        {
            var session = store.Find(exchange.Route("sessionId")) ?? throw SessionStore.NotFound();
            return Task.FromResult(Response.Json(SessionView.Of(session, exchange.BaseUri)));
        }
    }

    private static byte[] ReadPage()
    {
        using var resource = typeof(ViewEndpoints).Assembly.GetManifestResourceStream("page.html")!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }
}

using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator.Model;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>What only older pages of the documentation have: there if the emulator's forms say so, else 404.</summary>
internal sealed class AccountEndpoints(SessionStore store, Admission admission, EmulatorOptions options)
{
    /// <summary>GET /start/session-status/{sessionId}.</summary>
    public Task<Response> SessionStatusAsync(Exchange exchange)
    {
        var owner = Require(ServiceForm.SessionStatus, exchange);
        lock (store.Gate)
        {
            var session = store.Find(exchange.Route("sessionId"));
            return session is null || !string.Equals(session.Owner, owner, StringComparison.Ordinal)
                ? throw SessionStore.NotFound()
                : Task.FromResult(Response.Json(new JsonObject { ["status"] = EnumWords.Of(session.State) }));
        }
    }

    /// <summary>GET /account/usage: USD. The limit is what the account had at first.</summary>
    public Task<Response> UsageAsync(Exchange exchange)
    {
        var owner = Require(ServiceForm.AccountUsage, exchange);
        lock (store.Gate)
        {
            var remaining = store.Balance(owner);
            return Task.FromResult(Response.Json(new JsonObject
            {
                ["success"] = true,
                ["spend"] = options.Balance - remaining,
                ["limit"] = options.Balance,
                ["remaining"] = remaining,
            }));
        }
    }

    private string Require(ServiceForm form, Exchange exchange) =>
        options.Forms.Contains(form) ? admission.Authenticate(exchange) : throw Refusal.NotFound("endpoint");
}

using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator.Forms;

namespace WebRun.Emulator.Api;

/// <summary>Answers a request, and applies the next fault.</summary>
internal sealed class FaultPlayer(FaultList faults, EmulatorOptions options)
{
    private const string Page = "<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Gateway</h1></body></html>";

    /// <summary>The answer to send; null cuts the connection.</summary>
    public async Task<Response?> AnswerAsync(Exchange exchange, Handler handler)
    {
        var fault = faults.Take(exchange.Method, exchange.Path, exchange.ActionType);
        if (fault is null)
        {
            return await handler(exchange);
        }

        // A client that never gets the answer does not wait for it either: the fault applies once the task has started.
        exchange.AnswersAtOnce = fault.Kind is FaultKind.CutAfter or FaultKind.StatusAfter or FaultKind.EmptyBody or FaultKind.HtmlBody or FaultKind.Timeout;
        var actedUpon = fault.Kind is not (FaultKind.Status or FaultKind.CutBefore);
        var answer = actedUpon ? await handler(exchange) : null;
        await Task.Delay(fault.Kind == FaultKind.Timeout ? Timeout.InfiniteTimeSpan : fault.Delay, options.TimeProvider, exchange.Abandoned);

        return fault.Kind switch
        {
            FaultKind.CutBefore or FaultKind.CutAfter => null,
            FaultKind.Delay => answer,
            FaultKind.BrokenBody or FaultKind.CutBody when answer!.Content is { } content => answer with { Content = content with { IsCut = true }, Headers = fault.Headers },
            FaultKind.BrokenBody => answer! with { Body = answer.Body[..(answer.Body.Length / 2)], Headers = fault.Headers },
            FaultKind.CutBody => answer! with { IsCut = true, Headers = fault.Headers },
            FaultKind.Oversized => answer! with { Body = BodyForm.Padded(answer.Body, options.OversizedAnswer), Headers = fault.Headers },
            FaultKind.EmptyBody => Make(fault, 200, ""),
            FaultKind.HtmlBody => Make(fault, 200, fault.Body ?? Page),
            FaultKind.StatusAfter => Make(fault, 502, fault.Body ?? ""),
            _ => Make(fault, 503, fault.Body ?? ""),
        };
    }

    private static Response Make(Fault fault, int defaultStatus, string body) => new()
    {
        Status = fault.Status ?? defaultStatus,
        ContentType = body.StartsWith('{') ? Response.JsonType : "text/html; charset=utf-8",
        Body = Encoding.UTF8.GetBytes(body),
        Headers = fault.Headers,
    };
}

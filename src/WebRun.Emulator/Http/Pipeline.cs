using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace WebRun.Emulator;

/// <summary>What every request passes through: the journal, the faults, the endpoint, the answer.</summary>
internal sealed class Pipeline(Journal journal, FaultPlayer faults, CancellationToken stopping)
{
    /// <summary>An endpoint of the service.</summary>
    public RequestDelegate Service(Handler handler) => context => ServeAsync(context, handler);

    /// <summary>An endpoint that looks at the emulator: not in the books, and never faulty.</summary>
    public RequestDelegate Inspection(Handler handler) => context => InspectAsync(context, handler);

    private async Task ServeAsync(HttpContext context, Handler handler)
    {
        using Exchange exchange = await Exchange.ReceiveAsync(context, stopping);
        Journal.Entry entry = journal.Open(exchange);
        Answer? answer = await AnswerOrCutAsync(exchange, handler);
        journal.Close(entry, answer?.Status);
        if (answer is null)
            context.Abort();
        else
            await answer.SendAsync(context.Response);
    }

    private async Task InspectAsync(HttpContext context, Handler handler)
    {
        using Exchange exchange = await Exchange.ReceiveAsync(context, stopping);
        Answer answer = await AnswerAsync(exchange, handler);
        await answer.SendAsync(context.Response);
    }

    private async Task<Answer?> AnswerOrCutAsync(Exchange exchange, Handler handler)
    {
        try
        {
            return await faults.AnswerAsync(exchange, faultless => AnswerAsync(faultless, handler));
        }
        catch (OperationCanceledException) when (exchange.Abandoned.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<Answer> AnswerAsync(Exchange exchange, Handler handler)
    {
        try
        {
            return await handler(exchange);
        }
        catch (Refusal refusal)
        {
            return refusal.ToAnswer();
        }
    }
}

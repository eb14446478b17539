using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Recording;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>What every request passes through: the requests, the faults, the endpoint, the answer.</summary>
internal sealed class Pipeline(RequestRecorder requests, SocketRecorder sockets, FaultPlayer faults, EmulatorOptions options, CancellationToken stopping)
{
    /// <summary>An endpoint of the service.</summary>
    public RequestDelegate Service(Handler handler) => context => ServeAsync(context, Exchange.ReceiveAsync, handler);

    /// <summary>An endpoint of the service that reads the body itself.</summary>
    public RequestDelegate Upload(Handler handler) => context => ServeAsync(context, Exchange.ReceiveUploadAsync, handler);

    /// <summary>The endpoint of live links: those are in a book of their own.</summary>
    public RequestDelegate Live(SocketEndpoint endpoint) => context => ServeLiveAsync(context, endpoint);

    /// <summary>An endpoint that inspects the emulator: not recorded, and never faulty.</summary>
    public RequestDelegate Inspection(Handler handler) => context => InspectAsync(context, handler);

    private async Task ServeAsync(HttpContext context, Func<HttpContext, CancellationToken, Task<Exchange>> receive, Handler handler)
    {
        using var exchange = await receive(context, stopping);
        var entry = requests.Open(exchange.Describe(options.TimeProvider.GetUtcNow()));
        var answer = await AnswerOrCutAsync(exchange, handler);
        requests.Close(entry, answer?.Status);
        if (answer is null)
        {
            context.Abort();
        }
        else
        {
            await answer.SendAsync(context.Response);
        }
    }

    private async Task ServeLiveAsync(HttpContext context, SocketEndpoint endpoint)
    {
        using var exchange = await Exchange.ReceiveAsync(context, stopping);
        var request = requests.Open(exchange.Describe(options.TimeProvider.GetUtcNow()), isListed: false);
        var answer = await AnswerOrCutAsync(exchange, SocketEndpoint.AnswerAsync);
        requests.Close(request, answer?.Status);
        using var entry = sockets.Open(answer?.Status);
        if (answer is null)
        {
            context.Abort();
        }
        else if (answer.Status == Response.SwitchingProtocols.Status)
        {
            await endpoint.ServeAsync(exchange, entry);
        }
        else
        {
            await answer.SendAsync(context.Response);
        }
    }

    private async Task InspectAsync(HttpContext context, Handler handler)
    {
        using var exchange = await Exchange.ReceiveAsync(context, stopping);
        var answer = await AnswerAsync(exchange, handler);
        await answer.SendAsync(context.Response);
    }

    private async Task<Response?> AnswerOrCutAsync(Exchange exchange, Handler handler)
    {
        try
        {
            var answer = await faults.AnswerAsync(exchange, faultless => FormedAnswerAsync(faultless, handler));
            if (answer is not null)
            {
                await exchange.DrainAsync();
            }

            return answer;
        }
        catch (OperationCanceledException) when (exchange.Abandoned.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is BadHttpRequestException or ConnectionResetException)
        {
            return null;
        }
    }

    private async Task<Response> FormedAnswerAsync(Exchange exchange, Handler handler)
    {
        var answer = await AnswerAsync(exchange, handler);
        if (options.Repeats?.Invoke(exchange.Path) is { } repeated && answer.ContentType == Response.JsonType && !answer.Body.IsEmpty)
        {
            answer = answer with { Body = Repetition.Apply(answer.Body, repeated) };
        }

        var forms = answer.Forms ?? options.Forms;
        return forms.Count == 0 || answer.ContentType != Response.JsonType || answer.Body.IsEmpty ? answer : answer with
        {
            Body = BodyForm.Apply(answer.Body, forms, options.OversizedAnswer),
            IsCut = forms.Contains(ServiceForm.Cut),
        };
    }

    private async Task<Response> AnswerAsync(Exchange exchange, Handler handler)
    {
        try
        {
            return await handler(exchange);
        }
        catch (Refusal refusal)
        {
            return Response.Of(refusal, options.Forms);
        }
    }
}

using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>Makes one attempt of a call: the message to send, its timeout, and what its answer means.</summary>
/// <param name="options">The client's options.</param>
internal sealed class ExchangeStep(WebRunClientOptions options) : PipelineStep
{
    /// <inheritdoc/>
    public override async Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken)
    {
        var request = call.Request;
        cancellationToken.ThrowIfCancellationRequested();
        using var attempt = CreateAttempt(call, cancellationToken);
        call.Attempt = attempt;
        call.Sends();
        try
        {
            await rest.SendAsync(call, attempt.Timeout.Token).ConfigureAwait(false);
            var response = attempt.Response!;
            var failure = attempt.IsTooLong ? ErrorFactory.TooLong(request, attempt.Body) : response.IsSuccessStatusCode || IsOutcome(attempt, request) ? null : ErrorFactory.FromAnswer(request, response, attempt.Body, options);
            call.Lease?.Answered(response, failure);
            call.Response = failure is null ? Read(attempt.Body, request) : throw failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !request.OutlivesCaller)
        {
            throw;
        }
        catch (Exception e) when (e is not WebRunException)
        {
            throw ErrorFactory.FromTransport(request, attempt.Body, e, attempt.Timeout.HasPassed, options);
        }
        finally
        {
            call.Attempt = null;
        }
    }

    private ServiceAttempt CreateAttempt(ServiceCall call, CancellationToken cancellationToken)
    {
        var (request, lease) = (call.Request, call.Lease);
        var timeout = new Deadline(options.Clock, request.AttemptTimeout, request.OutlivesCaller ? CancellationToken.None : cancellationToken);
        var message = new HttpRequestMessage(request.Method, new Uri(options.BaseUri, request.Path));
        if (request.Body is { } body)
        {
            message.Content = new RequestContent(body, lease is null ? null : lease.Sent) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        }
        else if (request.Content is { } content)
        {
            message.Content = content(() =>
            {
                lease?.Sent();
                timeout.Extend();
            });

            // A refusal comes before the body goes out, and is not lost under a connection that breaks.
            message.Headers.ExpectContinue = true;
        }

#if NETSTANDARD2_0
        // .NET Framework repeats a request by itself when a kept-alive connection turns out to be dead.
        message.Headers.ConnectionClose = message.Content is not null;
#endif
        return new ServiceAttempt(message, timeout);
    }

    /// <summary>True for the failure of a task, which the service may also send with the status of an error.</summary>
    private static bool IsOutcome(ServiceAttempt attempt, ServiceRequest request) =>
        request.IsAboutTask && ErrorFactory.TryRead(attempt.Body) is { } answer && TaskResponse.IsFailure(answer);

    private ServiceResponse Read(ReadOnlyMemory<byte> body, ServiceRequest request)
    {
        try
        {
            return ServiceResponse.Parse(body);
        }
        catch (JsonException e)
        {
            throw ErrorFactory.Unreadable(request, body, options.ApiKey, e);
        }
    }
}

/// <summary>The last step: sends an attempt over the wire, and reads its answer to the end. No other step sees a key or secret that the service repeats.</summary>
/// <param name="http">The connections.</param>
/// <param name="secrets">What to mask in the answer.</param>
internal sealed class SendStep(HttpClient http, KnownSecrets secrets) : PipelineStep
{
    /// <inheritdoc/>
    public override async Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken)
    {
        var (attempt, mask) = (call.Attempt!, secrets.For(call.Request));
        attempt.Response = await http.SendAsync(attempt.Message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        attempt.IsTooLong = !await BoundedBody.ReadAsync(attempt.Response.Content, body => attempt.Body = mask.Body(body), cancellationToken).ConfigureAwait(false);
    }
}

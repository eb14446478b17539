using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>Logs each attempt and its answer, as far as they may be shown.</summary>
/// <param name="log">The log.</param>
/// <param name="clock">Says how long it takes.</param>
/// <param name="secrets">What to mask.</param>
internal sealed class LogStep(WebRunLog log, TimeProvider clock, KnownSecrets secrets) : PipelineStep
{
    /// <inheritdoc/>
    public override async Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken)
    {
        var (request, attempt, mask) = (call.Request, call.Attempt!, secrets.For(call.Request));
        log.Debug?.Invoke($"{request.Method} {request.Path}{LogSanitizer.Headers(attempt.Message.Headers, mask)}\n  {LogSanitizer.Body(request.Body, mask)}");
        var started = clock.GetTimestamp();
        await rest.SendAsync(call, cancellationToken).ConfigureAwait(false);
        var (took, status) = (clock.GetElapsedTime(started), (int)attempt.Response!.StatusCode);
        log.Verbose?.Invoke($"{request.Method} {request.Path}: {status} in {took.TotalMilliseconds:0} ms");
        log.Debug?.Invoke($"{status} {request.Path}{LogSanitizer.Headers(attempt.Response.Headers, mask)}\n  {LogSanitizer.Body(attempt.Body, mask)}");
    }
}

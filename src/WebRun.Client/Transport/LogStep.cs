using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>Logs each attempt and its answer, as far as they may be shown.</summary>
/// <param name="log">The log.</param>
/// <param name="options">The client's options.</param>
internal sealed class LogStep(WebRunLog log, WebRunClientOptions options) : PipelineStep
{
    /// <inheritdoc/>
    public override async Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken)
    {
        var (request, attempt) = (call.Request, call.Attempt!);
        log.Debug?.Invoke($"{request.Method} {request.Path}{LogSanitizer.Headers(attempt.Message.Headers, options.ApiKey, request.Secrets)}\n  {LogSanitizer.Body(request.Body, options.ApiKey, request.Secrets)}");
        var started = options.Clock.GetTimestamp();
        await rest.SendAsync(call, cancellationToken).ConfigureAwait(false);
        var (took, status) = (options.Clock.GetElapsedTime(started), (int)attempt.Response!.StatusCode);
        log.Verbose?.Invoke($"{request.Method} {request.Path}: {status} in {took.TotalMilliseconds:0} ms");
        log.Debug?.Invoke($"{status} {request.Path}{LogSanitizer.Headers(attempt.Response.Headers, options.ApiKey, request.Secrets)}\n  {LogSanitizer.Body(attempt.Body, options.ApiKey, request.Secrets)}");
    }
}

using System;
using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using WebRun.Models;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>Turns every way in which a call can fail into an exception that says what it means.</summary>
internal static class ErrorFactory
{
    /// <summary>An answer whose status is not 2xx.</summary>
    public static WebRunException FromAnswer(ServiceRequest call, HttpResponseMessage response, ReadOnlyMemory<byte> body, WebRunClientOptions options)
    {
        var status = (int)response.StatusCode;
        var answer = TryRead(body);
        var id = ById(call, status, answer);
        var words = answer?.ErrorMessage is { } text ? Redaction.Text(text, options.ApiKey, call.Secrets) : Redaction.Excerpt(body, options.ApiKey, call.Secrets);
        var (balance, required) = Money(id, answer);
        return new WebRunException(id, Sentence(call, id, status, words, response.Headers.Location) + Shown(balance, required))
        {
            Balance = balance,
            Required = required,
            StatusCode = status,
            ServiceCode = Code(call, answer, options.ApiKey),
            SessionId = call.SessionId ?? SessionIn(answer),
            RetryAfter = RateHeaders.RetryAfter(response, options.Clock.GetUtcNow()),
        };
    }

    /// <summary>A 2xx answer that says <c>"success": false</c> and is not the outcome of a task.</summary>
    public static WebRunException Refused(ServiceRequest call, ServiceResponse answer, ApiKey? key)
    {
        if (call.IsOnceOnly && answer.Success != false && answer.Code is null)
        {
            return Unnamed(call, answer);
        }

        var id = ErrorCodes.Meaning(answer.Code) ?? WebRunErrorId.InvalidResponse;
        var (balance, required) = Money(id, answer);
        return new WebRunException(id, Sentence(call, id, 200, Redaction.Text(answer.ErrorMessage ?? "", key, call.Secrets), null) + Shown(balance, required))
        {
            Balance = balance,
            Required = required,
            StatusCode = 200,
            ServiceCode = Code(call, answer, key),
            SessionId = call.SessionId ?? SessionIn(answer),
        };
    }

    /// <summary>A 2xx answer to a request that is sent only once, which neither names what was created nor says that nothing was.</summary>
    public static WebRunException Unnamed(ServiceRequest call, ServiceResponse? answer = null) =>
        new(WebRunErrorId.InvalidResponse, $"The service's answer to {call.Path} does not say what has become of the request: {call.Doubt}.") { StatusCode = 200, SessionId = call.SessionId ?? SessionIn(answer) };

    /// <summary>A 2xx answer that is not what the service documents.</summary>
    public static WebRunException Unreadable(ServiceRequest call, ReadOnlyMemory<byte> body, ApiKey? key, Exception? cause)
    {
        var unknown = call.IsOnceOnly ? " The request may have been carried out, so it was not sent again." : "";
        return new WebRunException(
            WebRunErrorId.InvalidResponse,
            $"The service's answer to {call.Path} could not be read: {(body.IsEmpty ? "it is empty" : $"\"{Redaction.Excerpt(body, key, call.Secrets)}\"")}.{unknown}",
            Safe(call, cause, key))
        {
            StatusCode = 200,
            SessionId = call.SessionId ?? PartialAnswer.SessionId(body),
        };
    }

    /// <summary>An answer that is longer than any that is read.</summary>
    public static WebRunException TooLong(ServiceRequest call, ReadOnlyMemory<byte> part) => new(
        WebRunErrorId.InvalidResponse,
        $"The service's answer was not read, because it is longer than {BoundedBody.MaxBytes / 1024 / 1024} MiB.{(call.IsOnceOnly ? Named(part) : "")}")
    {
        StatusCode = 200,
        SessionId = call.SessionId ?? PartialAnswer.SessionId(part),
    };

    /// <summary>No answer, or one that breaks off: the part of it that came may still name what was started.</summary>
    public static WebRunException FromTransport(ServiceRequest call, ReadOnlyMemory<byte> part, Exception cause, bool timedOut, WebRunClientOptions options)
    {
        var safeCause = Safe(call, cause, options.ApiKey);
        if (IsUntrusted(cause))
        {
            return new WebRunException(WebRunErrorId.ConnectionFailed, Why(cause, call, options) + ".", safeCause) { SessionId = call.SessionId, IsLasting = true };
        }

        var why = Why(cause, call, options);
        var what = timedOut ? $"did not answer within {call.AttemptTimeout.TotalSeconds:0} s" : "could not be reached";
        return NeverLeft(cause, timedOut) || !call.IsOnceOnly
            ? new WebRunException(WebRunErrorId.ConnectionFailed, $"{options.BaseUri.Host} {what}: {why}.", safeCause) { SessionId = call.SessionId }
            : new WebRunException(
                WebRunErrorId.OutcomeUnknown,
                $"The request was sent, but {(timedOut ? "no answer arrived within " + call.AttemptTimeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s" : "the connection broke before the answer")}: {call.Doubt}.{Named(part)}",
                safeCause)
            { SessionId = call.SessionId ?? PartialAnswer.SessionId(part) };
    }

    /// <summary>How a connection failed: in the words of the exception that knows it.</summary>
    private static string Why(Exception cause, ServiceRequest call, WebRunClientOptions options)
    {
#if NETSTANDARD2_0
        var knows = cause.InnerException ?? cause;
#else
        if (cause.InnerException is CertificateException untrusted)
        {
            return untrusted.Message;
        }

        var knows = cause.InnerException is System.Security.Authentication.AuthenticationException inner ? inner : cause;
#endif
        return Redaction.Text(knows.Message, options.ApiKey, call.Secrets).TrimEnd('.');
    }

    private static string Named(ReadOnlyMemory<byte> part) => (PartialAnswer.SessionId(part), PartialAnswer.TaskId(part)) switch
    {
        (null, _) => "",
        ({ } session, null) => $" The answer began with session {session}.",
        var (session, task) => $" The answer began with session {session} and task {task}.",
    };

    /// <summary>A download that failed.</summary>
    /// <param name="call">The call.</param>
    /// <param name="what">The file and its host, in a form that is safe to show.</param>
    /// <param name="response">The answer; null if the connection failed.</param>
    /// <param name="cause">How the connection failed; null if there was an answer.</param>
    /// <param name="options">The client's options.</param>
    public static WebRunException FromDownload(ServiceRequest call, string what, HttpResponseMessage? response, Exception? cause, WebRunClientOptions options)
    {
        if (response is null)
        {
            return new WebRunException(WebRunErrorId.ConnectionFailed, $"The download of {what} failed: {Why(cause!, call, options)}.", Safe(call, cause, options.ApiKey)) { IsLasting = IsUntrusted(cause!) };
        }

        var status = (int)response.StatusCode;

        // If no key was sent, an expired link is reported in any of these ways.
        var id = status is 401 or 403 && response.RequestMessage?.Headers.Authorization is null ? WebRunErrorId.NotFound : ById(call, status, null);
        var why = id switch
        {
            WebRunErrorId.NotFound => "it no longer exists, or its link has expired, as links do. Get the task again for a new one",
            WebRunErrorId.Forbidden => "its link may have expired, as links do. Get the task again for a new one",
            _ when response.Headers.Location is not null => "it redirects too many times",
            _ => "its host refused the request",
        };
        return new WebRunException(id, $"{what} cannot be downloaded: {why} (HTTP {status}).")
        {
            StatusCode = status,
            RetryAfter = RateHeaders.RetryAfter(response, options.Clock.GetUtcNow()),
        };
    }

    /// <summary>What an error about credit says of it.</summary>
    private static (decimal? Balance, decimal? Required) Money(WebRunErrorId id, ServiceResponse? answer) => id == WebRunErrorId.InsufficientBalance && answer is not null
        ? (answer.Balance, answer.Required)
        : (null, null);

    private static string Shown(decimal? balance, decimal? required) => (balance, required) switch
    {
        (null, null) => "",
        ({ } has, null) => FormattableString.Invariant($" The balance is ${has:0.00##}."),
        (null, { } needed) => FormattableString.Invariant($" ${needed:0.00##} is required."),
        ({ } has, { } needed) => FormattableString.Invariant($" The balance is ${has:0.00##}, and ${needed:0.00##} is required."),
    };

    /// <summary>The exception behind a failure, unless it quotes the key, a secret, or what a terminal obeys, from a broken answer.</summary>
    private static Exception? Safe(ServiceRequest call, Exception? cause, ApiKey? key) => cause is not null && Redaction.IsSafe(cause.ToString(), key, call.Secrets) && SafeText.IsSafe(cause.ToString()) ? cause : null;

    /// <summary>The service's code, with secrets removed.</summary>
    private static string? Code(ServiceRequest call, ServiceResponse? answer, ApiKey? key) => answer?.Code is { } code ? Redaction.Text(code, key, call.Secrets) : null;

    /// <summary>The session that an answer names, if the id is valid.</summary>
    private static string? SessionIn(ServiceResponse? answer) => ServiceAddress.IsId(answer?.SessionId) ? answer!.SessionId : null;

    private static WebRunErrorId ById(ServiceRequest call, int status, ServiceResponse? answer) => status switch
    {
        // A gateway's failure does not say what happened behind it, whatever code it carries.
        408 or >= 500 and not 503 when call.IsOnceOnly => WebRunErrorId.OutcomeUnknown,
        413 when call.Content is not null => WebRunErrorId.FileTooLarge,
        _ when ErrorCodes.Meaning(answer?.Code) is { } known => known,
        400 or 413 or 422 => WebRunErrorId.InvalidParameter,
        401 => WebRunErrorId.Unauthorized,
        402 => WebRunErrorId.InsufficientBalance,
        403 => WebRunErrorId.Forbidden,
        404 or 410 when call.Kind == RequestKind.Read && call.SessionId is not null => WebRunErrorId.TaskNotFound,

        // A gateway's 404 says nothing about the session, which may still cost money.
        404 or 410 when call.SessionId is not null && answer?.Success == false => WebRunErrorId.SessionNotFound,
        404 or 410 when call.Subject is not null => WebRunErrorId.NotFound,
        409 => WebRunErrorId.TaskAlreadyRunning,
        429 => WebRunErrorId.RateLimited,
        408 or >= 500 => WebRunErrorId.ServiceUnavailable,
        _ => WebRunErrorId.InvalidResponse,
    };

    private static string Sentence(ServiceRequest call, WebRunErrorId id, int status, string words, Uri? location)
    {
        var said = words.Length == 0 ? $"(HTTP {status})" : $"(HTTP {status}: {words})";
        return id switch
        {
            WebRunErrorId.InvalidParameter => $"The service refused a value {said}.",
            WebRunErrorId.Unauthorized => $"The service refused the API key, or the session belongs to another account or has ended {said}.",
            WebRunErrorId.InsufficientBalance => $"The account does not have enough credit {said}.",
            WebRunErrorId.Forbidden => $"The account or its key does not have permission to do this {said}.",
            WebRunErrorId.SessionNotFound => $"The session{(call.SessionId is null ? "" : $" {call.SessionId}")} was not found, or has ended {said}.",
            WebRunErrorId.TaskNotFound => $"The task was not found{(call.SessionId is null ? "" : $" in session {call.SessionId}")} {said}.",
            WebRunErrorId.NotFound => $"The {call.Subject} was not found {said}.",
            WebRunErrorId.FileTooLarge => $"The service refused the upload because it is too large {said}.",
            WebRunErrorId.TaskAlreadyRunning => $"The session is busy with another task {said}.",
            WebRunErrorId.RateLimited => $"The service's rate limit is used up; nothing was started {said}.",
            WebRunErrorId.SessionLimitReached => $"The account already has as many sessions open as its plan allows; nothing was started {said}.",
            WebRunErrorId.ServiceUnavailable => $"The service is not available at the moment {said}.",
            WebRunErrorId.OutcomeUnknown => $"The service failed after it had received the request: {call.Doubt} {said}.",
            _ when location is not null => $"The service answered with a redirect to {(location.IsAbsoluteUri ? location.Host : "another path")}, which is not followed because the key would go with it {said}.",
            _ => $"The service's answer could not be used {said}.",
        };
    }

    /// <summary>The answer, whatever its status; null if the service did not write it, such as a gateway's page.</summary>
    public static ServiceResponse? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            return body.IsEmpty ? null : ServiceResponse.Parse(body);
        }
        catch (JsonException)
        {
            // HTML or text from a gateway in between: only the status counts.
            return null;
        }
    }

#if NETSTANDARD2_0
    private static bool IsUntrusted(Exception cause) => cause.InnerException is System.Net.WebException { Status: System.Net.WebExceptionStatus.TrustFailure };

    private static bool NeverLeft(Exception cause, bool timedOut) => !timedOut && cause.InnerException is System.Net.WebException
    {
        Status: System.Net.WebExceptionStatus.NameResolutionFailure
            or System.Net.WebExceptionStatus.ProxyNameResolutionFailure
            or System.Net.WebExceptionStatus.ConnectFailure
            or System.Net.WebExceptionStatus.TrustFailure
            or System.Net.WebExceptionStatus.SecureChannelFailure,
    };
#else
    private static bool IsUntrusted(Exception cause) => cause.InnerException is CertificateException;

    // A connect timeout surfaces as a cancellation around a TimeoutException, although none of our tokens was cancelled.
    private static bool NeverLeft(Exception cause, bool timedOut) => !timedOut && cause is
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        }
        or OperationCanceledException { InnerException: TimeoutException };
#endif
}

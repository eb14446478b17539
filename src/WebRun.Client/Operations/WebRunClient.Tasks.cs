using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>Tasks: start, send, poll.</content>
public sealed partial class WebRunClient
{
    /// <summary>Starts a task in a session of its own and returns when the service answers: with the result if it is quick, otherwise pending.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="cancellationToken">Returns at once; the session is terminated as soon as the service names it.</param>
    /// <exception cref="WebRunException">The task was not started, or its outcome is unknown.</exception>
    public Task<WebRunTask> RunTaskAsync(WebRunTaskRequest request, WebRunSessionOptions? options = null, CancellationToken cancellationToken = default) =>
        RunTaskAsync(request, options, wait: null, cancellationToken);

    private async Task<WebRunTask> RunTaskAsync(WebRunTaskRequest request, WebRunSessionOptions? options, WebRunWait? wait, CancellationToken cancellationToken)
    {
        var call = new ServiceRequest(RequestKind.StartWork, "start/run-task", _bodies.RunTask(request, options))
        {
            Secrets = SecretsIn(request, options),
            OutlivesCaller = true,
            RoomTimeout = wait?.RoomTimeout,
            OnSending = wait?.OnSending,
            OnRefused = wait?.OnRefused,
        };
        return await OpenAsync(
            call,
            request,
            () => StartAsync(call, New(request) with { EndsSession = true }, cancellationToken),
            task => IsEnd(task) ? null : task.SessionId,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a follow-up task to a session and returns when the service answers: with the result if it is quick, otherwise pending.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="request">What to do.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the task may have started. If the request was still waiting for its turn, so that nothing has started, the inner exception says so.</param>
    /// <exception cref="WebRunException">The task was not started, or its outcome is unknown.</exception>
    public Task<WebRunTask> SendTaskAsync(string sessionId, WebRunTaskRequest request, CancellationToken cancellationToken = default) =>
        SendTaskAsync(sessionId, request, wait: null, cancellationToken);

    private async Task<WebRunTask> SendTaskAsync(string sessionId, WebRunTaskRequest request, WebRunWait? wait, CancellationToken cancellationToken)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        var call = new ServiceRequest(RequestKind.StartWork, "start/send-message", _bodies.NewTask(sessionId, request))
        {
            SessionId = sessionId,
            Secrets = SecretsIn(request),
            OnSending = wait?.OnSending,
            OnRefused = wait?.OnRefused,
        };
        _ledger?.Use(sessionId, request.MaxDuration);
        try
        {
            return await StartAsync(call, New(request) with { SessionId = sessionId, EndsSession = request.TerminateOnCompletion }, cancellationToken).ConfigureAwait(false);
        }
        catch (WebRunException e) when (e.MayHaveStarted)
        {
            _ledger?.BecameUnknown(sessionId, request);
            throw;
        }
        catch (OperationCanceledException) when (call.Waits?.Invoke() is { } failure)
        {
            throw CancelledWhileWaiting(failure, cancellationToken);
        }
    }

    /// <summary>Polls a task once.</summary>
    /// <param name="task">What is known about it: at least its session and its id.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The task was not found, or the service's answer cannot be used.</exception>
    public async Task<WebRunTask> GetTaskAsync(WebRunTask task, CancellationToken cancellationToken = default)
    {
        var call = Look(task);
        var answer = await _http.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return Read(call, answer, task);
    }

    /// <summary>What is known about a task before it is sent.</summary>
    internal static WebRunTask New(WebRunTaskRequest request) => new() { TaskDetails = request.TaskDetails, MaxDuration = request.MaxDuration, OutputSchema = request.OutputSchema };

    /// <summary>The secrets in a request.</summary>
    internal static IReadOnlyList<SecureString> SecretsIn(WebRunTaskRequest request, WebRunSessionOptions? options = null)
    {
        var secrets = request.Secrets.SelectMany(secret => secret.Fields).Select(field => field.Value);
        return [.. secrets, .. new[] { request.Webhook?.Auth, options?.Proxy?.Password }.OfType<SecureString>()];
    }

    private static ServiceRequest Look(WebRunTask task) => new(
        RequestKind.Look,
        $"task/{ServiceAddress.Segment(task.SessionId ?? "", nameof(task.SessionId))}/{ServiceAddress.Segment(task.TaskId ?? "", nameof(task.TaskId))}")
    {
        SessionId = task.SessionId,
    };

    private async Task<WebRunTask> StartAsync(ServiceRequest call, WebRunTask task, CancellationToken cancellationToken)
    {
        var submitted = _clock.GetUtcNow();
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        task = Read(call, answer, task with { SubmittedAt = submitted });
        return ServiceAddress.IsId(task.SessionId) && (task.IsSettled || ServiceAddress.IsId(task.TaskId))
            ? task
            : throw new WebRunException(WebRunErrorId.InvalidResponse, "The service's answer does not say which session and task it started. The task may have started; it was not sent again.")
            {
                SessionId = ServiceAddress.IsId(task.SessionId) ? task.SessionId : null,
            };
    }

    private WebRunTask Read(ServiceRequest call, ServiceResponse answer, WebRunTask known)
    {
        WebRunTask task;
        try
        {
            task = TaskResponse.Read(answer, known, _clock.GetUtcNow()) ?? throw ErrorFactory.Refused(call, answer, _options.ApiKey);
        }
        catch (JsonException e)
        {
            throw ErrorFactory.Unreadable(call, Encoding.UTF8.GetBytes(answer.Json.GetRawText()), _options.ApiKey, e);
        }

        if (IsEnd(task) && (call.SessionId ?? task.SessionId) is { } sessionId)
        {
            SessionReaper.Ended(_options, sessionId);
        }

        return task;
    }

    /// <summary>True for a task whose session has ended with it or before it. A stopped task keeps its session.</summary>
    private static bool IsEnd(WebRunTask task) => task.Status switch
    {
        WebRunTaskStatus.Terminated => true,
        WebRunTaskStatus.Completed or WebRunTaskStatus.Failed => task.EndsSession,
        _ => false,
    };
}

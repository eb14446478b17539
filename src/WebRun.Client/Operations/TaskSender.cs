using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>Sends tasks, opens sessions for them, and polls them.</summary>
/// <param name="scope">The caller's view of the client.</param>
internal sealed class TaskSender(ClientScope scope)
{
    private readonly RequestWriter _bodies = new(scope.Options.EffectiveGeneration);

    /// <summary>The secrets in a request.</summary>
    public static IReadOnlyList<SecureString> SecretsIn(WebRunTaskRequest request, WebRunSessionOptions? options = null)
    {
        var secrets = request.Secrets.SelectMany(secret => secret.SecretFields);
        return [.. secrets, .. new[] { request.Webhook?.Auth, options?.Proxy?.Password }.OfType<SecureString>()];
    }

    /// <summary>Starts a task in its own session and returns when the service answers.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="roomTimeout">How long to retry while the service has no room; null for the usual time.</param>
    /// <param name="paid">The task in the books.</param>
    /// <param name="place">Its place in the rate limit; null to wait for one.</param>
    /// <param name="cancellationToken">Returns at once; the session is terminated as soon as the service names it.</param>
    public Task<WebRunTask> RunAsync(WebRunTaskRequest request, WebRunSessionOptions? options, TimeSpan? roomTimeout, PaidTask paid, RateLease? place, CancellationToken cancellationToken)
    {
        var call = new ServiceCall(Opens(ServicePaths.RunTask, _bodies.RunTask(request, options), request, options, roomTimeout) with { IsAboutTask = true }, paid) { Reserved = place };
        var opening = SessionOpening.Begin(scope, request);
        return opening.CompleteAsync(call, paid.FollowAsync(StartAsync(call, WebRunTask.New(request with { Session = options }) with { EndsSession = true }, cancellationToken), static task => task), static task => IsEnd(task) ? null : task.SessionId, cancellationToken);
    }

    /// <summary>Opens a session that ends with this process, unless it is to outlive it.</summary>
    /// <param name="firstTask">What it begins with; the text may be empty.</param>
    /// <param name="purpose">What it is for, as the ledger has it.</param>
    /// <param name="keepAlive">True to let it outlive this process.</param>
    /// <param name="options">How it is set up; null for the service's defaults.</param>
    /// <param name="roomTimeout">How long to retry while the service has no room; null for the usual time.</param>
    /// <param name="paid">The first task in the books; null for none.</param>
    /// <param name="place">Its place in the rate limit; null to wait for one.</param>
    /// <param name="cancellationToken">Returns at once; the session is terminated as soon as the service names it.</param>
    public async Task<WebRunSession> StartSessionAsync(WebRunTaskRequest firstTask, WebRunTaskRequest purpose, bool keepAlive, WebRunSessionOptions? options, TimeSpan? roomTimeout, PaidTask? paid, RateLease? place, CancellationToken cancellationToken)
    {
        var call = new ServiceCall(Opens(ServicePaths.StartSession, _bodies.StartSession(firstTask, options), firstTask, options, roomTimeout), paid) { Reserved = place };
        var opening = SessionOpening.Begin(scope, purpose);
        var reading = ReadSessionAsync(call, firstTask, cancellationToken);
        reading = paid?.FollowAsync(reading, opened => FirstTaskOf(opened, firstTask)) ?? reading;
        var session = await opening.CompleteAsync(call, reading, static opened => opened.SessionId, cancellationToken).ConfigureAwait(false);
        if (firstTask.TaskDetails.Length == 0)
        {
            scope.State.Sessions.OpenedEmpty(session.SessionId!);
        }

        if (options is not null)
        {
            scope.State.Sessions.SetUp(session.SessionId!, options);
        }

        if (session.Streaming is { } streaming)
        {
            scope.State.Sessions.Show(session.SessionId!, streaming);
        }

        if (!keepAlive)
        {
            scope.Reaper.Remember(session.SessionId!);
        }

        return session;
    }

    /// <summary>What is known of the first task of a session.</summary>
    public static WebRunTask FirstTaskOf(WebRunSession session, WebRunTaskRequest firstTask) => WebRunTask.New(firstTask) with
    {
        SessionId = session.SessionId,
        TaskId = session.TaskId,
        SubmittedAt = session.CreatedAt,
        EndsSession = firstTask.TerminateOnCompletion,
    };

    /// <summary>Waits for the turn of a request that starts work, and takes its place in the rate limit.</summary>
    /// <param name="second">Whether to take a second place, for a request that follows.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The places. The second is null if none was taken.</returns>
    /// <exception cref="OperationCanceledException">The token ended the wait; the inner exception says what it waited for.</exception>
    public async Task<(RateLease First, RateLease? Second)> ReserveAsync(SecondPlace second, CancellationToken cancellationToken)
    {
        var call = new ServiceCall(Start);
        try
        {
            return await scope.Pipeline.ReserveAsync(call, second, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (call.Waiting is { } failure)
        {
            throw SessionOpening.Cancelled(failure, cancellationToken);
        }
    }

    /// <summary>Gives back a place that nothing was sent for.</summary>
    public Task ReleaseAsync(RateLease place) => scope.Pipeline.ReleaseAsync(Start, place);

    /// <summary>Sends a follow-up task to a session and returns when the service answers.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="request">What to do.</param>
    /// <param name="observer">Receives the call's attempts; null for none.</param>
    /// <param name="place">Its place in the rate limit; null to wait for one.</param>
    /// <param name="hasPriority">True to send it without a free place: its session is open for it alone, and costs money while it waits.</param>
    /// <param name="hasStarted">Says whether the task has been heard of, so that it is not sent again whatever the answer is.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the task may have started.</param>
    public async Task<WebRunTask> SendAsync(string sessionId, WebRunTaskRequest request, ICallObserver? observer, RateLease? place, bool hasPriority, Func<bool> hasStarted, CancellationToken cancellationToken)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        Keep(sessionId, request);
        var call = new ServiceCall(Message(sessionId, _bodies.NewTask(sessionId, request), request) with { HasPriority = hasPriority }, observer) { Reserved = place, HasStarted = hasStarted };
        scope.Ledger?.Use(sessionId, request.MaxDuration);
        try
        {
            return await StartAsync(call, WebRunTask.New(request) with { SessionId = sessionId, EndsSession = request.TerminateOnCompletion }, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (call.Waiting is { } failure)
        {
            throw SessionOpening.Cancelled(failure, cancellationToken);
        }
    }

    /// <summary>Sends a follow-up task over the live link of its session, where no limit counts it and no answer comes: only an event shows that it has started.</summary>
    /// <returns>False if the link is down, so that nothing was sent.</returns>
    public async Task<bool> SendLiveAsync(LiveListener live, string sessionId, WebRunTaskRequest request, ICallObserver? observer, CancellationToken cancellationToken)
    {
        if (live.State != ChannelState.Joined)
        {
            return false;
        }

        scope.Ledger?.Use(sessionId, request.MaxDuration);
        observer?.OnSending();
        Keep(sessionId, request);
        scope.Log.Verbose?.Invoke("The task goes over the live link, because the rate limit has no place for it now.");
        if (await live.SendAsync(_bodies.NewTaskMessage(request), cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        observer?.OnRefused();
        return false;
    }

    /// <summary>Gets a task's current state, with retries. One that is known to have ended stays as it is known once the service has cleaned it up.</summary>
    public async Task<WebRunTask> GetAsync(WebRunTask task, CancellationToken cancellationToken)
    {
        var call = Poll(task);
        try
        {
            return Read(call, await scope.Pipeline.SendAsync(call, cancellationToken).ConfigureAwait(false), task);
        }
        catch (WebRunException e) when (task.HasEnded && e.Id is WebRunErrorId.TaskNotFound or WebRunErrorId.SessionNotFound)
        {
            scope.Log.Verbose?.Invoke($"{e.Message} It has ended, so what is known of it is all.");
            return task;
        }
    }

    /// <summary>Gets a task's current state without retries, for a wait that polls again anyway.</summary>
    public async Task<WebRunTask> PollAsync(WebRunTask task, CancellationToken cancellationToken)
    {
        var call = Poll(task);
        return Read(call, await scope.Pipeline.SendOnceAsync(call, cancellationToken).ConfigureAwait(false), task);
    }

    /// <summary>As <see cref="PollAsync"/> for the first task of a session that nobody has named: with the session's id, which then stands for it unless the answer names it.</summary>
    public async Task<WebRunTask> PollFirstAsync(WebRunTask task, CancellationToken cancellationToken)
    {
        var call = Poll(task with { TaskId = task.SessionId });
        var seen = Read(call, await scope.Pipeline.SendOnceAsync(call, cancellationToken).ConfigureAwait(false), task);
        return seen with { TaskId = seen.TaskId ?? task.SessionId };
    }

    private static ServiceCall Poll(WebRunTask task) => new(new ServiceRequest(RequestKind.Read, ServicePaths.Task(task.SessionId, task.TaskId)) { SessionId = task.SessionId, NeedsKey = false, IsAboutTask = true });

    /// <summary>Remembers the secrets of a task, because whatever is heard of its session may repeat them.</summary>
    private void Keep(string sessionId, WebRunTaskRequest request) => scope.Secrets.Keep(sessionId, SecretsIn(request, request.Session));

    /// <summary>Ends what belongs to a task's session if that has ended with the task, whoever has reported it.</summary>
    public void Settle(WebRunTask task)
    {
        if (IsEnd(task) && task.SessionId is { } sessionId)
        {
            scope.State.Sessions.Ended(sessionId);
        }
    }

    /// <summary>A request that counts as one that starts work.</summary>
    private static ServiceRequest Start => new(RequestKind.StartWork, ServicePaths.StartSession, []);

    private static ServiceRequest Message(string sessionId, byte[] body, WebRunTaskRequest request) => new(RequestKind.StartWork, ServicePaths.SendMessage, body) { SessionId = sessionId, IsAboutTask = true, Secrets = SecretsIn(request) };

    private static ServiceRequest Opens(string path, byte[] body, WebRunTaskRequest request, WebRunSessionOptions? options, TimeSpan? roomTimeout) =>
        new(RequestKind.StartWork, path, body) { Secrets = SecretsIn(request, options), OutlivesCaller = true, RoomTimeout = roomTimeout };

    /// <summary>True for a task whose session has ended, with the task or before it. Stopping a task leaves its session open.</summary>
    private static bool IsEnd(WebRunTask task) => task.Status switch
    {
        WebRunTaskStatus.Terminated => true,
        WebRunTaskStatus.Completed or WebRunTaskStatus.Failed => task.EndsSession,
        _ => false,
    };

    private static bool IsOver(WebRunTask task) => task.IsSettled && task.Status != WebRunTaskStatus.WaitingForInput;

    private async Task<WebRunTask> StartAsync(ServiceCall call, WebRunTask task, CancellationToken cancellationToken)
    {
        var submitted = scope.Clock.GetUtcNow();
        var answer = await scope.Pipeline.SendAsync(call, cancellationToken).ConfigureAwait(false);
        task = Read(call, answer, task with { SubmittedAt = submitted });
        scope.Secrets.Keep(task.SessionId, call.Request.Secrets);
        if (IsOver(task))
        {
            // Nothing is left to ask about, so that it needs no ids.
            return ServiceAddress.IsId(task.SessionId) ? task : task with { SessionId = null };
        }

        return ServiceAddress.IsId(task.SessionId) && (task.IsSettled || ServiceAddress.IsId(task.TaskId))
            ? task
            : throw new WebRunException(WebRunErrorId.InvalidResponse, "The service's answer does not say which session and task it started. The task may have started; it was not sent again.")
            {
                SessionId = ServiceAddress.IsId(task.SessionId) ? task.SessionId : null,
            };
    }

    private async Task<WebRunSession> ReadSessionAsync(ServiceCall call, WebRunTaskRequest firstTask, CancellationToken cancellationToken)
    {
        var created = scope.Clock.GetUtcNow();
        var answer = await scope.Pipeline.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Success == false || !ServiceAddress.IsId(answer.SessionId))
        {
            throw ErrorFactory.Refused(call.Request, answer, scope.Options.ApiKey);
        }

        scope.Secrets.Keep(answer.SessionId, call.Request.Secrets);
        return SessionResponse.Read(answer, new WebRunSession
        {
            State = WebRunSessionState.Active,
            TaskDetails = firstTask.TaskDetails.Length > 0 ? firstTask.TaskDetails : null,
            StartingPoint = firstTask.StartingPoint,
            CreatedAt = created,
            OwnerProcessId = ProcessIdentity.Current.Id,
            BaseUri = scope.Options.BaseUri,
        });
    }

    private WebRunTask Read(ServiceCall call, ServiceResponse answer, WebRunTask known)
    {
        WebRunTask task;
        try
        {
            task = TaskResponse.Read(answer, known, scope.Clock.GetUtcNow()) ?? throw ErrorFactory.Refused(call.Request, answer, scope.Options.ApiKey);
        }
        catch (JsonException e)
        {
            throw ErrorFactory.Unreadable(call.Request, Encoding.UTF8.GetBytes(answer.Json.GetRawText()), scope.Options.ApiKey, e);
        }

        Settle(task with { SessionId = call.Request.SessionId ?? task.SessionId });
        return task;
    }
}

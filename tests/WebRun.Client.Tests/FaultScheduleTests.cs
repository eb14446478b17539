using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Lifetime;
using WebRun.PowerShell.Tests;
using WebRun.Transport;

namespace WebRun.Client.Tests;

/// <summary>Random schedules of faults, judged by the service's own books: nothing starts twice, no result is lost, no session is left that could be known.</summary>
public class FaultScheduleTests
{
    private const int AtOnce = 24;
    private const string RunTask = "/start/run-task";
    private const string StartSession = "/start/start-session";
    private const string SendMessage = "/start/send-message";

    [Fact]
    public Task Whatever_goes_wrong_the_books_agree() => Cases.RunAsync(FaultSchedule.Any, TestSize.Of(small: 100, full: 1000), AtOnce, PlayAsync);

    private static async Task PlayAsync(FaultSchedule schedule)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions
        {
            RateLimit = 0,
            SessionLimit = 0,
            InlineWindow = schedule.IsInline ? TimeSpan.FromSeconds(50) : TimeSpan.Zero,
            GracePeriod = TimeSpan.FromMilliseconds(20),
            IdleTimeout = TimeSpan.FromDays(1),
        });
        foreach (var fault in schedule.Faults)
        {
            emulator.Faults.Add(fault);
        }

        var state = Directory.CreateTempSubdirectory("webrun-faults-");
        var options = new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri, Clock = new HastyClock(), RateWindow = TimeSpan.FromMilliseconds(1), StatePath = state.FullName };
        var client = new WebRunClient(options);
        var (task, error) = (default(WebRunTask), default(WebRunException));
        try
        {
            task = await RunAsync(schedule.Flow, client, new WebRunTaskRequest { TaskDetails = schedule.Task });
        }
        catch (WebRunException e)
        {
            error = e;
        }

        var opensFirst = schedule.Flow != Flow.RunAndWait;
        var opening = schedule.StartAt(opensFirst ? StartSession : RunTask);
        var starting = !opensFirst ? opening : opening.Error is null ? schedule.StartAt(SendMessage) : new Start(0, opening.Error, IsStarted: false, IsNamed: false);

        // The error is the one that the schedule explains, and without one the result is there.
        // A session's events may tell what a lost answer did not.
        var isHeard = opensFirst && opening.Error is null && starting.IsStarted && error is null;
        Assert.True(isHeard || starting.Error == error?.Id, $"{starting.Error?.ToString() ?? "No error"} was expected, not {error}");
        if (error is null)
        {
            var isLost = schedule.Task.Contains("instance-lost", StringComparison.Ordinal);
            Assert.Equal(isLost ? (WebRunTaskStatus.Terminated, null) : (WebRunTaskStatus.Completed, "here"), (task!.Status, task.Message));
        }

        // No session is left but one that the service never named.
        var left = opensFirst && opening.IsStarted && !opening.IsNamed ? 1 : 0;
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == left);
        await ProcessEnd.WhenWorkIsDoneAsync(emulator.BaseUri);

        // The ledger keeps what nobody can tell, and nothing else.
        Assert.Equal(opening.IsInDoubt ? [(null, WebRunSessionState.Unknown)] : [], client.GetSessions().Select(s => (s.SessionId, s.State)));

        // The log of costs says what the service has billed, and knows of nothing that was not started.
        client.Scope.State.Costs.Flush();
        var costs = new CostIndex(account: null);
        new CostLog(state.FullName).Read(default, []).ToList().ForEach(costs.Take);
        if (error is null && task!.Status == WebRunTaskStatus.Completed)
        {
            Assert.Equal([schedule.Task.Contains("shape=bare", StringComparison.Ordinal) ? null : emulator.Recorder.Tasks.Single().Usage.Cost], costs.Tasks.Select(noted => noted.Cost));
        }
        else if (!starting.IsStarted && error is { MayHaveStarted: false })
        {
            Assert.Empty(costs.Tasks);
        }

        BackgroundWork.Delete(state.FullName);

        Assert.Equal(left, emulator.Recorder.OpenSessions);
        Assert.Equal(opening.IsStarted ? 1 : 0, emulator.Recorder.Sessions.Count);
        Assert.Equal(starting.IsStarted ? 1 : 0, emulator.Recorder.StartedTasks);
        Assert.Equal(opening.Requests, emulator.Recorder.Requests.Count(r => r.Path is RunTask or StartSession));
        Assert.Equal(opensFirst ? starting.Requests : 0, emulator.Recorder.Requests.Count(r => r.Path == SendMessage && r.Body.Contains("newTask", StringComparison.Ordinal)));
    }

    private static async Task<WebRunTask> RunAsync(Flow flow, WebRunClient client, WebRunTaskRequest request)
    {
        switch (flow)
        {
            case Flow.Invoke:
                return await client.InvokeTaskAsync(request, new WebRunWait());
            case Flow.RunAndWait:
                return await client.WaitTaskAsync(await client.RunTaskAsync(request), new WebRunWait());
            default:
                var session = await client.StartSessionAsync(new WebRunTaskRequest());
                try
                {
                    return await client.WaitTaskAsync(await client.SendTaskAsync(session.SessionId!, request), new WebRunWait());
                }
                finally
                {
                    await EndAsync(client, session.SessionId!);
                }
        }
    }

    private static async Task EndAsync(WebRunClient client, string sessionId)
    {
        try
        {
            await client.TerminateSessionAsync(sessionId);
        }
        catch (WebRunException e)
        {
            Assert.Contains("in the background", e.Message, StringComparison.Ordinal);
        }
    }
}

using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>One task: plays its scenario on a work clock, and tells its session of each change that matters to others.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class EmulatedTask : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action<EmulatedTask> _changed;
    private readonly WorkClock _clock;
    private readonly Narrator _narrator;
    private readonly Queue<Action> _interruptions = new();
    private readonly TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ReplyRecord> _replies = [];
    private readonly DateTimeOffset _acceptedAt;
    private DateTimeOffset? _endedAt;
    private bool _begun;
    private int _polls;

    public EmulatedTask(EmulatedSession session, TaskRequest request, TimeProvider time, Lock gate, Action<EmulatedTask> changed)
    {
        SessionId = session.Id;
        Request = request;
        _time = time;
        _changed = changed;
        _clock = new WorkClock(time, gate);
        _narrator = new Narrator(this, _clock, session.Feed, time, gate);
        _acceptedAt = time.GetUtcNow();
        if ((Scenario.Live & (LiveTrouble.InstanceLost | LiveTrouble.InstanceRegained)) != LiveTrouble.None)
        {
            _interruptions.Enqueue(LoseInstance);
        }

        if (Scenario.Guardrail is not null)
        {
            _interruptions.Enqueue(Ask);
        }
    }

    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public string SessionId { get; }

    public TaskRequest Request { get; }

    public TaskState State { get; private set; }

    /// <summary>Code and text of a failure.</summary>
    public (string Code, string Message)? Failure { get; private set; }

    public bool IsOver => State is TaskState.Completed or TaskState.Failed or TaskState.Stopped or TaskState.Terminated;

    /// <summary>How it stands now, for answers and events.</summary>
    public TaskView View => new()
    {
        SessionId = SessionId,
        Id = Id,
        Request = Request,
        State = State,
        Usage = Usage,
        Failure = Failure,
        AcceptedAt = _acceptedAt,
        EndedAt = _endedAt,
    };

    /// <summary>Completes when there is news: an end, or a guardrail's question.</summary>
    public Task News => _news.Task;

    private Scenario Scenario => Request.Scenario;

    private TaskUsage Usage => _begun ? TaskMeter.After(_clock.Worked, Request) : default;

    /// <summary>A person answers its guardrail.</summary>
    public void Take(ReplyRecord reply) => _replies.Add(reply);

    /// <summary>A poll asks for it; returns how many have.</summary>
    public int CountPoll() => ++_polls;

    public void Begin()
    {
        _begun = true;
        _narrator.Begin();
        Work();
    }

    public void Pause()
    {
        if (State != TaskState.Running)
        {
            return;
        }

        _clock.Halt();
        _narrator.Halt();
        State = TaskState.Paused;
    }

    /// <summary>Continues from where a pause, a guardrail or the loss of the browser halted it.</summary>
    public void Resume()
    {
        if (State is TaskState.Paused or TaskState.WaitingForInput or TaskState.Orphaned)
        {
            Work();
        }
    }

    public void Stop() => End(TaskState.Stopped);

    public void Terminate() => End(TaskState.Terminated);

    public TaskRecord Record() => new()
    {
        SessionId = SessionId,
        TaskId = Id,
        TaskDetails = Request.Details,
        StartingPoint = Request.StartingPoint,
        OutputType = EnumWords.Of(Request.OutputType),
        AvoidDomains = Request.AvoidDomains,
        SecretCount = Request.SecretCount,
        FileIds = Request.FileIds,
        Replies = [.. _replies],
        State = State,
        FailureCode = Failure?.Code,
        Usage = Usage,
        AcceptedAt = _acceptedAt,
        EndedAt = _endedAt,
    };

    /// <summary>What its webhook would have been sent; null before its end, and for a task that was stopped.</summary>
    public WebhookRecord? Deliver(Uri baseUri) => Request.Webhook is not { } webhook || State is not (TaskState.Completed or TaskState.Failed) ? null : new()
    {
        SessionId = SessionId,
        TaskId = Id,
        Name = webhook.Name,
        Url = webhook.Url,
        HadAuth = webhook.HadAuth,
        SubmittedData = webhook.SubmittedData,
        Body = webhook.SubmittedData switch
        {
            "just_ping" => Ping().ToJsonString(JsonText.Readable),
            "ai_response" when State == TaskState.Completed => ResultData.Message(Request),
            _ when State == TaskState.Completed => TaskResponses.Completed(View, baseUri).ToJsonString(JsonText.Readable),
            _ => TaskResponses.Held(View, baseUri).ToJsonString(JsonText.Readable),
        },
        At = _endedAt!.Value,
    };

    public void Dispose()
    {
        _clock.Dispose();
        _narrator.Dispose();
    }

    private JsonObject Ping() => new()
    {
        ["event"] = "task_completed",
        ["sessionId"] = SessionId,
        ["taskId"] = Id,
        ["completedAt"] = JsonText.Time(_endedAt!.Value),
    };

    private void Work()
    {
        State = TaskState.Running;
        _narrator.Go();
        var isInterrupted = _interruptions.Count > 0;
        var next = isInterrupted ? Scenario.Duration / 2 : Scenario.Duration;

        if (next > Request.MaxDuration)
        {
            _clock.Run(Request.MaxDuration, () => Fail("TASK_TIMEOUT", "The task reached its maxDuration."));
        }
        else if (isInterrupted)
        {
            _clock.Run(next, () => _interruptions.Dequeue()());
        }
        else if (Scenario.FailureCode is { } code)
        {
            _clock.Run(next, () => Fail(code, Scenario.FailureMessage));
        }
        else
        {
            _clock.Run(next, () => End(TaskState.Completed));
        }
    }

    private void Ask()
    {
        State = TaskState.WaitingForInput;
        _narrator.Ask();
        _news.TrySetResult();
        _changed(this);
    }

    private void LoseInstance()
    {
        State = TaskState.Orphaned;
        _narrator.Halt();
        _changed(this);
    }

    private void Fail(string code, string message)
    {
        Failure = (code, message);
        End(TaskState.Failed);
    }

    private void End(TaskState state)
    {
        if (IsOver)
        {
            return;
        }

        _clock.Halt();
        State = state;
        _endedAt = _time.GetUtcNow();
        _news.TrySetResult();
        _narrator.End();
        _changed(this);
        _narrator.Close();
    }
}

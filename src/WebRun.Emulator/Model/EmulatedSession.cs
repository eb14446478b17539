using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>A browser that costs money until it ends: works off its tasks one at a time, and expires when it is idle.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class EmulatedSession : IDisposable
{
    private readonly EmulatorOptions _options;
    private readonly Lock _gate;
    private readonly bool _isSingleTask;
    private readonly TaskQueue _tasks = new();
    private readonly Alarm _idle;
    private readonly Instance _instance;
    private readonly SessionMeter _meter;
    private string? _endReason;

    /// <summary>Opens it; with <paramref name="isSingleTask"/> it ends with its first task, as for run-task.</summary>
    public EmulatedSession(string owner, SessionSetup setup, bool isSingleTask, EmulatorOptions options, Lock gate)
    {
        Owner = owner;
        Setup = setup;
        _isSingleTask = isSingleTask;
        _options = options;
        _gate = gate;
        _idle = new Alarm(options.TimeProvider, gate);
        Feed = new LiveFeed(options.TimeProvider);
        _instance = new Instance(options, gate, Feed);
        _meter = new SessionMeter(options.TimeProvider);
        Touch();
    }

    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>Names the key that opened it, without being the key.</summary>
    public string Owner { get; }

    public SessionSetup Setup { get; }

    public LiveFeed Feed { get; }

    public SessionState State { get; private set; }

    public bool IsOpen => _endReason is null;

    public ManualControl Control { get; } = new();

    public IReadOnlyList<EmulatedTask> Tasks => _tasks.All;

    /// <summary>USD so far: its time and its tasks.</summary>
    public decimal Cost => _meter.Cost + _tasks.Cost;

    /// <summary>Adds a task; it starts when the earlier ones are over.</summary>
    public EmulatedTask Add(TaskRequest request)
    {
        var task = new EmulatedTask(this, request, _options.TimeProvider, _gate, OnTaskChanged);
        _tasks.Add(task);
        BeginNext();
        return task;
    }

    public void Pause()
    {
        RequireInstance();
        State = SessionState.Paused;
        _tasks.Current?.Pause();
        Touch();
    }

    /// <summary>Ends a pause, or a guardrail's wait.</summary>
    public void Resume()
    {
        RequireInstance();
        State = SessionState.Active;
        _tasks.Current?.Resume();
        BeginNext();
    }

    /// <summary>Stops the task at work; the session stays, and the next task in its queue begins.</summary>
    public void StopTask()
    {
        if (_tasks.Current is not null)
        {
            State = State == SessionState.Orphaned ? State : SessionState.Stopped;
            _tasks.Current.Stop();
        }

        Touch();
    }

    /// <summary>Answers a guardrail; false when nothing waits for an answer.</summary>
    public bool Reply(bool goOn, ReplyRecord reply)
    {
        if (_tasks.Current is not { State: TaskState.WaitingForInput } task)
        {
            return false;
        }

        task.Take(reply);

        if (goOn)
        {
            Resume();
        }
        else
        {
            StopTask();
        }

        return true;
    }

    public void Terminate() => End(SessionState.Terminated, "terminated");

    /// <summary>Restarts the idle time; a running task suspends it.</summary>
    public void Touch()
    {
        if (!IsOpen || State == SessionState.Orphaned || _tasks.Current?.State == TaskState.Running)
        {
            _idle.Cancel();
        }
        else
        {
            _idle.Set(_options.IdleTimeout, () => End(SessionState.Terminated, "expired"));
        }
    }

    public SessionRecord Record() => new()
    {
        SessionId = Id,
        Owner = Owner,
        State = State,
        EndReason = _endReason,
        IsControlled = Control.IsHeld,
        EnvironmentId = Setup.EnvironmentId,
        PolicyId = Setup.PolicyId,
        ReachOutMode = Setup.ReachOutMode,
        Proxy = Setup.Proxy,
        CreatedAt = _meter.BeganAt,
        EndedAt = _meter.EndedAt,
        Duration = _meter.Lived,
        Cost = Cost,
    };

    public void Dispose()
    {
        _idle.Dispose();
        _instance.Dispose();
        _tasks.Dispose();
    }

    private void BeginNext()
    {
        while (IsOpen && State is not (SessionState.Paused or SessionState.Orphaned) && _tasks.TryTakeNext(out var next))
        {
            State = SessionState.Active;
            next.Begin();
        }

        Touch();
    }

    private void OnTaskChanged(EmulatedTask task)
    {
        if (!IsOpen)
        {
            return;
        }

        if (task.State == TaskState.Orphaned)
        {
            LoseInstance(comesBack: task.Request.Scenario.Live.HasFlag(LiveTrouble.InstanceRegained));
            return;
        }

        if (!task.IsOver)
        {
            Touch();
            return;
        }

        _tasks.Leave();
        var staysOpen = task.State == TaskState.Failed && task.Request.Scenario.Has(ServiceForm.FailedStaysOpen);
        if ((_isSingleTask || task.Request.TerminateOnCompletion) && !staysOpen)
        {
            var state = task.State == TaskState.Failed ? SessionState.Failed : SessionState.Completed;
            End(state, _isSingleTask ? "completed" : "terminateOnCompletion");
        }
        else
        {
            BeginNext();
        }
    }

    private void LoseInstance(bool comesBack)
    {
        State = SessionState.Orphaned;
        Touch();
        if (comesBack)
        {
            _instance.LoseForAMoment(RegainInstance);
        }
        else
        {
            _instance.LoseForGood(() => End(SessionState.Failed, "instance_lost"));
        }
    }

    private void RegainInstance()
    {
        State = SessionState.Active;
        _tasks.Current?.Resume();
        BeginNext();
    }

    private void RequireInstance()
    {
        if (State == SessionState.Orphaned)
        {
            throw new Refusal(503, "INSTANCE_UNAVAILABLE", "The session has lost its browser, and waits for it.") { RetryAfter = 1 };
        }
    }

    private void End(SessionState state, string reason)
    {
        if (!IsOpen)
        {
            return;
        }

        _meter.End();
        _endReason = reason;
        State = state;
        Touch();
        _instance.Forget();
        Feed.Publish(LiveEvent.SessionEnded(reason));
        _tasks.Terminate();
    }
}

/// <summary>The validated settings of a session.</summary>
/// <param name="EnvironmentId">The environment that it starts from.</param>
/// <param name="PolicyId">The policy that applies to it.</param>
/// <param name="ReachOutMode">When the agent asks a person.</param>
/// <param name="Proxy">Where its traffic leaves.</param>
internal sealed record SessionSetup(string? EnvironmentId, string? PolicyId, string? ReachOutMode, ProxyRecord? Proxy);

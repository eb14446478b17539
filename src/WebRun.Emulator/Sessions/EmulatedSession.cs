using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;

namespace WebRun.Emulator;

/// <summary>A browser that costs money until it ends: works off its tasks one at a time, and expires when it is idle.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class EmulatedSession : IDisposable
{
    private const decimal DollarsPerMinute = 0.02m;

    private readonly EmulatorOptions options;
    private readonly Lock gate;
    private readonly bool isSingleTask;
    private readonly Queue<EmulatedTask> queue = new();
    private readonly List<EmulatedTask> tasks = [];
    private readonly Alarm idle;
    private readonly DateTimeOffset createdAt;
    private readonly long created;
    private EmulatedTask? current;
    private (DateTimeOffset At, TimeSpan Lived, string Reason)? end;

    /// <summary>Opens it; with <paramref name="isSingleTask"/> it ends with its first task, as for run-task.</summary>
    public EmulatedSession(string owner, bool isSingleTask, EmulatorOptions options, Lock gate)
    {
        Owner = owner;
        this.isSingleTask = isSingleTask;
        this.options = options;
        this.gate = gate;
        idle = new Alarm(options.TimeProvider, gate);
        createdAt = options.TimeProvider.GetUtcNow();
        created = options.TimeProvider.GetTimestamp();
        Touch();
    }

    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>Names the key that opened it, without being the key.</summary>
    public string Owner { get; }

    public SessionState State { get; private set; }

    public bool IsOpen => end is null;

    public IReadOnlyList<EmulatedTask> Tasks => tasks;

    /// <summary>USD so far: its time and its tasks.</summary>
    public decimal Cost => TimeCost + tasks.Sum(task => task.Record().Usage.Cost);

    private TimeSpan Lived => end?.Lived ?? options.TimeProvider.GetElapsedTime(created);

    private decimal TimeCost => Math.Round(DollarsPerMinute * Lived.Ticks / TimeSpan.TicksPerMinute, 6);

    /// <summary>Takes a task; it begins when those before it are over.</summary>
    public EmulatedTask Add(TaskRequest request)
    {
        var task = new EmulatedTask(Id, request, options.TimeProvider, gate, OnTaskChanged);
        tasks.Add(task);
        queue.Enqueue(task);
        BeginNext();
        return task;
    }

    public void Pause()
    {
        State = SessionState.Paused;
        current?.Pause();
        Touch();
    }

    /// <summary>Ends a pause, or a guardrail's wait.</summary>
    public void Resume()
    {
        State = SessionState.Active;
        current?.Resume();
        BeginNext();
    }

    /// <summary>Stops the task at work; the session stays, and the next task in its queue begins.</summary>
    public void StopTask()
    {
        if (current is not null)
        {
            State = SessionState.Stopped;
            current.Stop();
        }

        Touch();
    }

    /// <summary>Answers a guardrail; false when nothing waits for an answer.</summary>
    public bool Reply(bool goOn)
    {
        if (current?.State != TaskState.WaitingForInput)
            return false;

        if (goOn)
            Resume();
        else
            StopTask();

        return true;
    }

    public void Terminate() => End(SessionState.Terminated, "terminated");

    /// <summary>Begins the idle time anew; a task at work suspends it.</summary>
    public void Touch()
    {
        if (!IsOpen || current?.State == TaskState.Running)
            idle.Cancel();
        else
            idle.Set(options.IdleTimeout, () => End(SessionState.Terminated, "expired"));
    }

    public SessionRecord Record() => new()
    {
        SessionId = Id,
        Owner = Owner,
        State = State,
        EndReason = end?.Reason,
        CreatedAt = createdAt,
        EndedAt = end?.At,
        Duration = Lived,
        Cost = Cost,
    };

    public void Dispose()
    {
        idle.Dispose();
        foreach (EmulatedTask task in tasks)
            task.Dispose();
    }

    private void BeginNext()
    {
        while (IsOpen && State != SessionState.Paused && current is null && queue.TryDequeue(out EmulatedTask? next))
        {
            current = next;
            State = SessionState.Active;
            next.Begin();
        }

        Touch();
    }

    // Every change of a task passes here, so this is where live events start from.
    private void OnTaskChanged(EmulatedTask task)
    {
        if (!IsOpen)
            return;

        if (!task.IsOver)
        {
            Touch();
            return;
        }

        current = null;
        if (isSingleTask || task.Request.TerminateOnCompletion)
        {
            SessionState state = task.State == TaskState.Failed ? SessionState.Failed : SessionState.Completed;
            End(state, isSingleTask ? "completed" : "terminateOnCompletion");
        }
        else
        {
            BeginNext();
        }
    }

    private void End(SessionState state, string reason)
    {
        if (!IsOpen)
            return;

        end = (options.TimeProvider.GetUtcNow(), Lived, reason);
        State = state;
        Touch();
        foreach (EmulatedTask task in tasks)
            task.Terminate();
    }
}

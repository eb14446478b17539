using System;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Emulator;

/// <summary>One task: plays its scenario on a work clock and tells its session of each change that matters to others.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class EmulatedTask : IDisposable
{
    private readonly TimeProvider time;
    private readonly Action<EmulatedTask> changed;
    private readonly WorkClock clock;
    private readonly TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DateTimeOffset acceptedAt;
    private DateTimeOffset? endedAt;
    private bool begun;
    private bool asked;

    public EmulatedTask(string sessionId, TaskRequest request, TimeProvider time, Lock gate, Action<EmulatedTask> changed)
    {
        SessionId = sessionId;
        Request = request;
        this.time = time;
        this.changed = changed;
        clock = new WorkClock(time, gate);
        acceptedAt = time.GetUtcNow();
    }

    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public string SessionId { get; }

    public TaskRequest Request { get; }

    public TaskState State { get; private set; }

    /// <summary>Code and text of a failure.</summary>
    public (string Code, string Message)? Failure { get; private set; }

    public bool IsOver => State is TaskState.Completed or TaskState.Failed or TaskState.Stopped or TaskState.Terminated;

    /// <summary>Done when there is more to say than "not yet": an end, or a guardrail's question.</summary>
    public Task News => news.Task;

    private Scenario Scenario => Request.Scenario;

    public void Begin()
    {
        begun = true;
        Work();
    }

    public void Pause()
    {
        if (State != TaskState.Running)
            return;

        clock.Halt();
        State = TaskState.Paused;
    }

    /// <summary>Goes on from where a pause or a guardrail halted it.</summary>
    public void Resume()
    {
        if (State is TaskState.Paused or TaskState.WaitingForInput)
            Work();
    }

    public void Stop() => End(TaskState.Stopped);

    public void Terminate() => End(TaskState.Terminated);

    public TaskRecord Record() => new()
    {
        SessionId = SessionId,
        TaskId = Id,
        TaskDetails = Request.Details,
        State = State,
        FailureCode = Failure?.Code,
        Usage = begun ? TaskUsage.After(clock.Worked, Request) : default,
        AcceptedAt = acceptedAt,
        EndedAt = endedAt,
    };

    public void Dispose() => clock.Dispose();

    private void Work()
    {
        State = TaskState.Running;
        bool asks = Scenario.Guardrail is not null && !asked;
        TimeSpan next = asks ? Scenario.Duration / 2 : Scenario.Duration;

        if (next > Request.MaxDuration)
            clock.Run(Request.MaxDuration, () => Fail("TASK_TIMEOUT", "The task reached its maxDuration."));
        else if (asks)
            clock.Run(next, Ask);
        else if (Scenario.FailureCode is { } code)
            clock.Run(next, () => Fail(code, Scenario.FailureMessage));
        else
            clock.Run(next, () => End(TaskState.Completed));
    }

    private void Ask()
    {
        asked = true;
        State = TaskState.WaitingForInput;
        Tell();
    }

    private void Fail(string code, string message)
    {
        Failure = (code, message);
        End(TaskState.Failed);
    }

    private void End(TaskState state)
    {
        if (IsOver)
            return;

        clock.Halt();
        State = state;
        endedAt = time.GetUtcNow();
        Tell();
    }

    private void Tell()
    {
        news.TrySetResult();
        changed(this);
    }
}

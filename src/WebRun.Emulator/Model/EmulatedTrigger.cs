using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>A task that runs on a schedule, each time in a session of its own, until it is paused or has failed too often.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class EmulatedTrigger : IDisposable
{
    // A timer cannot be set for longer than some weeks: a later run is waited for in steps.
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);

    private readonly SessionStore _store;
    private readonly TimeProvider _time;
    private readonly Alarm _alarm;
    private readonly List<TriggerRun> _runs = [];
    private readonly DateTimeOffset _createdAt;
    private DateTimeOffset _updatedAt;
    private DateTimeOffset? _next;
    private bool _isPaused;
    private int _forgiven;

    public EmulatedTrigger(string owner, TriggerRequest request, SessionStore store, TimeProvider time)
    {
        Owner = owner;
        Request = request;
        _store = store;
        _time = time;
        _alarm = new Alarm(time, store.Gate);
        _createdAt = _updatedAt = time.GetUtcNow();
        Plan(_createdAt);
    }

    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public string Owner { get; }

    public TriggerRequest Request { get; private set; }

    /// <summary>Its runs, the newest first.</summary>
    public IEnumerable<TriggerRun> Runs => _runs.AsEnumerable().Reverse();

    public string Status => IsPaused ? "paused" : "active";

    private bool IsPaused => _isPaused || Failures >= Request.MaxConsecutiveFailures;

    // A running run counts as neither; resuming resets the count.
    private int Failures => _runs.Skip(_forgiven).Where(run => run.IsOver).Reverse().TakeWhile(run => run.HasFailed).Count();

    private DateTimeOffset? NextRunAt => IsPaused ? null : _next;

    public void Change(TriggerRequest request)
    {
        Request = request;
        Plan(_time.GetUtcNow());
    }

    /// <summary>Pauses it, or refuses in the service's words if it is paused.</summary>
    public void Pause()
    {
        RequireOther("pause", "paused");
        _isPaused = true;
        Plan(_time.GetUtcNow());
    }

    /// <summary>Lets it run again, or refuses in the service's words if it does.</summary>
    public void Resume()
    {
        RequireOther("resume", "active");
        _isPaused = false;
        _forgiven = _runs.Count;
        Plan(_time.GetUtcNow());
    }

    /// <summary>Runs it now, even if it is paused.</summary>
    public TriggerRun Run(bool isManual)
    {
        EmulatedTask? task = null;
        string? refusal = null;
        try
        {
            task = _store.Run(Owner, Request.Setup, Request.Task);
        }
        catch (Refusal exception)
        {
            refusal = exception.Message;
        }

        var run = new TriggerRun(Id, _time.GetUtcNow(), isManual, task, refusal, _store.TriggerRunsNameTasks);
        _runs.Add(run);
        return run;
    }

    /// <summary>All that the service says of it.</summary>
    public JsonObject Describe()
    {
        JsonObject described = Request.Fields.DeepClone().AsObject();
        described["_id"] = Id;
        described["userId"] = Owner;
        described["policyId"] = Request.Fields["policyId"]?.DeepClone();
        described["description"] = Request.Fields["description"]?.DeepClone();
        described["status"] = Status;
        described["nextRunAt"] = NextRunAt is { } next ? JsonText.Time(next) : null;
        described["consecutiveFailures"] = Failures;
        described["createdAt"] = JsonText.Time(_createdAt);
        described["updatedAt"] = JsonText.Time(_updatedAt);
        if (_store.NamesOutputAsTasksDo && Request.Text("outputType") is "structured")
        {
            described["outputType"] = "structured_json";
        }

        return described;
    }

    public TriggerRecord Record() => new()
    {
        TriggerId = Id,
        Owner = Owner,
        Name = Request.Text("name"),
        EnvironmentId = Request.Text("environmentId"),
        Prompt = Request.Text(Request.TextName),
        ScheduleType = Request.Text("scheduleType"),
        Status = Status,
        NextRunAt = NextRunAt,
        ConsecutiveFailures = Failures,
        Runs = _runs.Count,
        CreatedAt = _createdAt,
    };

    public void Dispose() => _alarm.Dispose();

    private void RequireOther(string verb, string status)
    {
        if (string.Equals(Status, status, StringComparison.Ordinal))
        {
            throw new Refusal(400, "INVALID_PARAMETER", $"Cannot {verb} a job with status \"{status}\"");
        }
    }

    private void Plan(DateTimeOffset after)
    {
        _updatedAt = _time.GetUtcNow();
        _next = Request.Next(after);
        Await();
    }

    private void Await()
    {
        _alarm.Cancel();
        if (NextRunAt is not { } next)
        {
            return;
        }

        var wait = next - _time.GetUtcNow();
        if (wait > MaxWait)
        {
            _alarm.Set(MaxWait, Await);
        }
        else
        {
            _alarm.Set(wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1), () => RunAsPlanned(next));
        }
    }

    private void RunAsPlanned(DateTimeOffset planned)
    {
        if (!IsPaused)
        {
            Run(isManual: false);
        }

        _next = Request.Next(planned);
        Await();
    }
}

using System;
using System.Text.Json;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>What is known about one task. Answers, polls and events each report on it: what one has reported stays known, and the first that knows the end counts. Thread-safe.</summary>
/// <param name="task">What is known before the first report.</param>
/// <param name="isAlone">True if the session has no other task, so that an event that names none is about this one.</param>
/// <param name="clock">The clock for ends that come without a time.</param>
internal sealed class TaskReports(WebRunTask task, bool isAlone, TimeProvider clock)
{
    // For so long a poll or an event may still tell of a question that has been answered.
    private static readonly TimeSpan AnsweredFor = TimeSpan.FromSeconds(2);
    private readonly object _use = new();
    private WebRunTask _task = task;
    private WebRunTask? _reportedEnd;
    private WebRunGuardrail? _answered;
    private long _answeredAt;
    private bool _isHeard;

    /// <summary>Signals that an event has brought news: the task's id, its end, or its question.</summary>
    public AsyncSignal Changed { get; } = new();

    /// <summary>The task as far as it is known.</summary>
    public WebRunTask Task
    {
        get
        {
            lock (_use)
            {
                return _task;
            }
        }
    }

    /// <summary>True once the service has shown that it has the task.</summary>
    public bool IsHeard
    {
        get
        {
            lock (_use)
            {
                return _isHeard || _task.TaskId is not null;
            }
        }
    }

    /// <summary>True once the service has reported on the task.</summary>
    public bool HasReport
    {
        get
        {
            lock (_use)
            {
                return _isHeard;
            }
        }
    }

    /// <summary>An end that an event has reported and that a poll should confirm: it came without the cost, or is an error that the task may survive. Null for none.</summary>
    public WebRunTask? ReportedEnd
    {
        get
        {
            lock (_use)
            {
                return _reportedEnd;
            }
        }
    }

    /// <summary>A task as it may be by now: its last known question may have been answered.</summary>
    public static WebRunTask WithoutQuestion(WebRunTask task) =>
        task.Status == WebRunTaskStatus.WaitingForInput ? task with { Status = WebRunTaskStatus.Running, Guardrail = null } : task;

    /// <summary>Takes the answer to the request that sent the task. The service may have held it back since before the question in it was answered.</summary>
    public void TakeAnswer(WebRunTask seen)
    {
        lock (_use)
        {
            Take(_answered is not null && seen.Guardrail == _answered ? WithoutQuestion(seen) : seen);
        }
    }

    /// <summary>Takes a poll.</summary>
    public void Take(WebRunTask seen)
    {
        lock (_use)
        {
            seen = IsAnswered(seen) ? WithoutQuestion(seen) : seen;
            if (_task.HasEnded)
            {
                _task = Joined(_task, seen);
            }
            else
            {
                seen = Joined(seen, _reportedEnd);
                _task = seen with { TaskId = seen.TaskId ?? _task.TaskId, Usage = seen.Usage?.CompletedBy(_task.Usage) ?? _task.Usage };
            }

            _isHeard = true;
            _reportedEnd = _task.HasEnded ? null : _reportedEnd;
        }
    }

    /// <summary>Takes the end that an event has reported as the task's end.</summary>
    public void Confirm(WebRunTask end)
    {
        lock (_use)
        {
            (_task, _reportedEnd) = (_task.HasEnded ? _task : end with { Usage = end.Usage?.CompletedBy(_task.Usage) ?? _task.Usage }, null);
        }
    }

    /// <summary>Drops an end that an event has reported: the task has survived it.</summary>
    public void Drop()
    {
        lock (_use)
        {
            _reportedEnd = null;
        }
    }

    /// <summary>Lets the task go on, because its question has been answered.</summary>
    public void Answered()
    {
        lock (_use)
        {
            (_answered, _answeredAt) = (_task.Guardrail, clock.GetTimestamp());
            _task = WithoutQuestion(_task);
        }
    }

    /// <summary>Takes an event of the task's session.</summary>
    public void Hear(WebRunEvent liveEvent)
    {
        if (liveEvent.Kind is WebRunEventKind.SessionEnded or WebRunEventKind.Other or WebRunEventKind.InstanceLost or WebRunEventKind.InstanceRegained)
        {
            return;
        }

        bool isNews;
        lock (_use)
        {
            if (!IsAbout(liveEvent) || _task.HasEnded)
            {
                return;
            }

            var (before, end) = (_task, _reportedEnd);
            Learn(liveEvent);
            _isHeard = true;
            isNews = before.TaskId != _task.TaskId || before.IsSettled != _task.IsSettled || end != _reportedEnd;
        }

        if (isNews)
        {
            Changed.Set();
        }
    }

    /// <summary>An end as one report has it, and what only another report of the same end has.</summary>
    private static WebRunTask Joined(WebRunTask end, WebRunTask? other) => other is null || !end.HasEnded || end.Status != other.Status ? end : TaskOutput.Read(end with
    {
        Message = end.Message ?? other.Message,
        Error = end.Status == WebRunTaskStatus.Failed ? new(end.Error?.Code ?? other.Error?.Code, end.Error?.Message ?? other.Error?.Message) : end.Error,
        Usage = end.Usage?.CompletedBy(other.Usage) ?? other.Usage,
        Files = end.Files.Count > 0 ? end.Files : other.Files,
        Network = end.Network.Count > 0 ? end.Network : other.Network,
    });

    private bool IsAnswered(WebRunTask seen) => seen.Guardrail is { } asked && asked == _answered && clock.GetElapsedTime(_answeredAt) < AnsweredFor;

    private bool IsAbout(WebRunEvent liveEvent) => _task.TaskId is { } known
        ? liveEvent.TaskId == known || (liveEvent.TaskId is null && isAlone)
        : isAlone || liveEvent.Kind == WebRunEventKind.Started;

    private void Learn(WebRunEvent liveEvent)
    {
        var known = _task with { TaskId = _task.TaskId ?? liveEvent.TaskId };
        var seen = Read(liveEvent, known) ?? known;
        switch (liveEvent.Kind)
        {
            // What is known of the cost from earlier is not yet the whole.
            case WebRunEventKind.Completed when seen.Status == WebRunTaskStatus.Completed && TaskResponse.HasResult(liveEvent.Payload) && UsageReader.Read(null, liveEvent.Payload)?.Cost is not null:
            case WebRunEventKind.Guardrail when seen.Status == WebRunTaskStatus.WaitingForInput && !IsAnswered(seen):
                _task = seen;
                break;
            case WebRunEventKind.Completed or WebRunEventKind.Error:
                (_task, _reportedEnd) = (known, seen.HasEnded ? seen : EndAsShown(liveEvent, known));
                break;
            default:
                _task = known with { Status = known.Status == WebRunTaskStatus.Pending ? WebRunTaskStatus.Running : known.Status, Usage = UsageReader.Read(known.Usage, liveEvent.Payload) };
                break;
        }
    }

    /// <summary>The end by the event's text alone, where its form is unknown.</summary>
    private WebRunTask EndAsShown(WebRunEvent liveEvent, WebRunTask known) => liveEvent.Kind == WebRunEventKind.Completed
        ? known with { Status = WebRunTaskStatus.Completed, Message = liveEvent.Text, CompletedAt = clock.GetUtcNow() }
        : known with { Status = WebRunTaskStatus.Failed, Error = new(null, liveEvent.Text), CompletedAt = clock.GetUtcNow() };

    private WebRunTask? Read(WebRunEvent liveEvent, WebRunTask known)
    {
        try
        {
            return liveEvent.Payload.ValueKind == JsonValueKind.Object ? TaskResponse.Read(new ServiceResponse(liveEvent.Payload), known, clock.GetUtcNow()) : null;
        }
        catch (JsonException)
        {
            // An event in an unknown form says no more than that something happened.
            return null;
        }
    }
}

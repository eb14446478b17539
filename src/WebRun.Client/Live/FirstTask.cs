using System;
using System.Threading.Tasks;

namespace WebRun.Live;

/// <summary>The first task of a session that this client has opened. Where the answer did not name it, this listens from then on, because the service replays nothing to one who listens later.</summary>
/// <param name="known">What is known about the task, with its session.</param>
internal sealed class FirstTask(WebRunTask known)
{
    private readonly object _use = new();
    private WebRunTask _task = known;
    private WebRunEvent? _question;
    private WebRunEvent? _end;
    private LiveListener? _live;
    private bool _isOver;

    /// <summary>What is known about the task: its request, and its id once the service has named it.</summary>
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

    /// <summary>What was heard of the task and still holds: its end; for a task without an id, which no poll can ask about, also its question. Null for none.</summary>
    public WebRunEvent? Told
    {
        get
        {
            lock (_use)
            {
                return _end ?? (_task.TaskId is null ? _question : null);
            }
        }
    }

    /// <summary>Listens until the task or its session ends.</summary>
    public void Listen(LiveChannels channels)
    {
        var live = channels.Listen(_task.SessionId!, liveEvent =>
        {
            if (!Hear(liveEvent))
            {
                Leave();
            }

            return System.Threading.Tasks.Task.CompletedTask;
        });
        lock (_use)
        {
            if (!_isOver)
            {
                _live = live;
                return;
            }
        }

        live.Dispose();
    }

    /// <summary>Listens no longer: nothing more is to be heard.</summary>
    public void Leave()
    {
        LiveListener? live;
        lock (_use)
        {
            (live, _live, _isOver) = (_live, null, true);
        }

        live?.Dispose();
    }

    /// <summary>The task's question has been answered, so that it no longer holds.</summary>
    public void Answered()
    {
        lock (_use)
        {
            _question = null;
        }
    }

    /// <summary>Takes an event of the session; false for the last one that matters.</summary>
    private bool Hear(WebRunEvent liveEvent)
    {
        lock (_use)
        {
            if (liveEvent.Kind is WebRunEventKind.SessionEnded)
            {
                return false;
            }

            if (liveEvent.TaskId is not null && _task.TaskId is not null && liveEvent.TaskId != _task.TaskId)
            {
                // One task runs at a time: if another one begins, the first is over.
                return liveEvent.Kind != WebRunEventKind.Started;
            }

            _task = _task with { TaskId = _task.TaskId ?? liveEvent.TaskId };
            _question = liveEvent.Kind == WebRunEventKind.Guardrail ? liveEvent : null;

            // A task may survive an error, and then goes on.
            _end = liveEvent.Kind is WebRunEventKind.Completed or WebRunEventKind.Error ? liveEvent : null;
            return liveEvent.Kind != WebRunEventKind.Completed;
        }
    }
}

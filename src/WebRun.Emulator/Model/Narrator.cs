using System;
using System.Threading;
using WebRun.Emulator.Forms;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>Reports to the session's live links what a task thinks and does, at points spread evenly over its work, and how it ends.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class Narrator(EmulatedTask task, WorkClock clock, LiveFeed feed, TimeProvider time, Lock gate) : IDisposable
{
    // Steps that are due within less than this are reported together.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private readonly Alarm _alarm = new(time, gate);
    private int _told;

    // A task that is stopped, terminated or ended in other words reports nothing.
    private bool HasEndedByItself => task.State == TaskState.Failed || (task.State == TaskState.Completed && Scenario.EndWord is null);

    private Scenario Scenario => task.Request.Scenario;

    public void Begin()
    {
        feed.Begin(Scenario.Live, Scenario.Has(ServiceForm.NoTaskStarted) ? null : TaskEvents.Started(task.View));
        if (Has(LiveTrouble.Stray))
        {
            feed.Publish(TaskEvents.CompletedOther(task.View));
        }
    }

    /// <summary>The task is working: reports what is due, and continues as the rest becomes due.</summary>
    public void Go()
    {
        Tell(Due());
        if (_told < Scenario.Events)
        {
            var next = (Scenario.Duration / Scenario.Events * _told) - clock.Worked;
            _alarm.Set(next > Breath ? next : Breath, Go);
        }
    }

    /// <summary>The task does not work.</summary>
    public void Halt() => _alarm.Cancel();

    public void Ask()
    {
        Halt();
        feed.Publish(TaskEvents.Guardrail(task.View));
    }

    /// <summary>The task is over.</summary>
    public void End()
    {
        Halt();
        feed.Owe(null);
        if (!HasEndedByItself)
        {
            return;
        }

        var hasCompleted = task.State == TaskState.Completed;
        Tell(hasCompleted ? Scenario.Events : Due());
        if (Has(LiveTrouble.DropBeforeEnd))
        {
            feed.Disturb([SocketFrame.Cut]);
        }

        feed.Publish(hasCompleted ? TaskEvents.Completed(task.View) : TaskEvents.Failed(task.View));
        if (Has(LiveTrouble.DropAfterEnd))
        {
            feed.Disturb([SocketFrame.Cut]);
        }
    }

    /// <summary>Everything about the end has been reported, for its session too.</summary>
    public void Close()
    {
        if (HasEndedByItself && Has(LiveTrouble.Stray))
        {
            feed.Publish(TaskEvents.Afterwards(task.View));
        }
    }

    public void Dispose() => _alarm.Dispose();

    private int Due()
    {
        var part = Scenario.Duration > TimeSpan.Zero ? clock.Worked / Scenario.Duration : 1;
        return (int)Math.Min(Scenario.Events, Math.Floor(Scenario.Events * part) + 1);
    }

    private void Tell(int until)
    {
        if (until > _told)
        {
            feed.Publish(TaskEvents.Steps(task.View, _told, until));
            _told = until;
        }
    }

    private bool Has(LiveTrouble trouble) => Scenario.Live.HasFlag(trouble);
}

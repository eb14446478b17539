using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace WebRun.Emulator.Model;

/// <summary>The tasks of a session: those that were, the one at work, and those that wait for it.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class TaskQueue : IDisposable
{
    private readonly Queue<EmulatedTask> _waiting = new();
    private readonly List<EmulatedTask> _all = [];

    /// <summary>All of them, in the order in which they came.</summary>
    public IReadOnlyList<EmulatedTask> All => _all;

    /// <summary>The one at work, which may pause or wait for an answer.</summary>
    public EmulatedTask? Current { get; private set; }

    /// <summary>USD so far.</summary>
    public decimal Cost => _all.Sum(task => task.Record().Usage.Cost);

    public void Add(EmulatedTask task)
    {
        _all.Add(task);
        _waiting.Enqueue(task);
    }

    /// <summary>Starts the next one, unless one is running.</summary>
    public bool TryTakeNext([NotNullWhen(true)] out EmulatedTask? next)
    {
        next = null;
        if (Current is null && _waiting.TryDequeue(out next))
        {
            Current = next;
        }

        return next is not null;
    }

    /// <summary>Lets go of the one at work, which is over.</summary>
    public void Leave() => Current = null;

    public void Terminate() => _all.ForEach(task => task.Terminate());

    public void Dispose() => _all.ForEach(task => task.Dispose());
}

using System.Collections.Generic;
using System.Threading;

namespace WebRun.Emulator;

/// <summary>The pending faults. The first one that matches a request applies to it. Thread-safe.</summary>
public sealed class FaultList
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];

    internal FaultList()
    {
    }

    /// <summary>The pending faults, each with its remaining count.</summary>
    public IReadOnlyList<Fault> Pending
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>Adds one behind the others.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">A member is out of its range.</exception>
    public void Add(Fault fault)
    {
        fault.Validate();
        lock (_gate)
        {
            _faults.Add(fault);
        }
    }

    /// <summary>Removes the pending faults.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    internal Fault? Take(string method, string path, string? actionType)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(fault => fault.Matches(method, path, actionType));
            if (index < 0)
            {
                return null;
            }

            var fault = _faults[index];
            if (fault.Count > 1)
            {
                _faults[index] = fault with { Count = fault.Count - 1 };
            }
            else
            {
                _faults.RemoveAt(index);
            }

            return fault;
        }
    }
}

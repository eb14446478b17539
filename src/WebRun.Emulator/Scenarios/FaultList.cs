using System.Collections.Generic;
using System.Threading;

namespace WebRun.Emulator;

/// <summary>The faults still to come. A request meets the first that matches it. Any thread may call.</summary>
public sealed class FaultList
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];

    internal FaultList()
    {
    }

    /// <summary>Those still to come, each with the count that is left.</summary>
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

    /// <summary>Forgets those still to come.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    internal Fault? Take(string method, string path)
    {
        lock (_gate)
        {
            var index = _faults.FindIndex(fault => fault.Matches(method, path));
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

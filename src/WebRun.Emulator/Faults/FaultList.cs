using System.Collections.Generic;
using System.Threading;

namespace WebRun.Emulator;

/// <summary>The faults still to come. A request meets the first that matches it. Any thread may call.</summary>
public sealed class FaultList
{
    private readonly Lock gate = new();
    private readonly List<Fault> faults = [];

    internal FaultList()
    {
    }

    /// <summary>Those still to come, each with the count that is left.</summary>
    public IReadOnlyList<Fault> Pending
    {
        get
        {
            lock (gate)
                return [.. faults];
        }
    }

    /// <summary>Adds one behind the others.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">A member is out of its range.</exception>
    public void Add(Fault fault)
    {
        fault.Validate();
        lock (gate)
            faults.Add(fault);
    }

    /// <summary>Forgets those still to come.</summary>
    public void Clear()
    {
        lock (gate)
            faults.Clear();
    }

    internal Fault? Take(string method, string path)
    {
        lock (gate)
        {
            int index = faults.FindIndex(fault => fault.Matches(method, path));
            if (index < 0)
                return null;

            Fault fault = faults[index];
            if (fault.Count > 1)
                faults[index] = fault with { Count = fault.Count - 1 };
            else
                faults.RemoveAt(index);

            return fault;
        }
    }
}

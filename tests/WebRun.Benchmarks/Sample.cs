using System;
using System.Collections.Generic;
using System.Linq;

namespace WebRun.Benchmarks;

/// <summary>Repeated measurements of one thing, in milliseconds.</summary>
internal sealed class Sample(IEnumerable<double> values)
{
    private readonly List<double> _sorted = [.. values.Order()];

    /// <summary>Half of them are below.</summary>
    public double Median => _sorted[_sorted.Count / 2];

    /// <summary>One line of a table.</summary>
    public string Line(string name) => FormattableString.Invariant($"{name,-28} min {_sorted[0],8:0.00}   median {Median,8:0.00}   max {_sorted[^1],8:0.00}");
}

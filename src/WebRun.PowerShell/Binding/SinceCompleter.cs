using System.Collections.Generic;

namespace WebRun.PowerShell;

/// <summary>Offers the times from which costs are usually added up.</summary>
public sealed class SinceCompleter : FormCompleter
{
    private protected override IEnumerable<(string Text, string Name, string About)> Forms =>
    [
        ("(Get-Date).Date", "today", "Since midnight"),
        ("(Get-Date).Date.AddDays(-6)", "7 days", "Today and the 6 days before"),
        ("(Get-Date -Day 1).Date", "this month", "Since the first of this month"),
    ];
}

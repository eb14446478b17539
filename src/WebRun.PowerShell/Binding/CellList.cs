using System;
using System.Collections.Generic;
using System.Linq;

namespace WebRun.PowerShell.Binding;

/// <summary>A list in one cell of a row, such as <c>a.com;b.com</c> or <c>a.com, b.com</c>.</summary>
internal static class CellList
{
    /// <summary>The items without spaces around them; text without a separator is one item.</summary>
    public static IReadOnlyList<string> Of(string cell) =>
        cell.Split(',', ';') is { Length: > 1 } items ? [.. items.Select(item => item.Trim()).Where(item => item.Length > 0)] : [cell.Trim()];
}

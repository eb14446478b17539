using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace WebRun.Models;

/// <summary>A list whose text is that of its items, so that it can be read in a CSV file.</summary>
/// <param name="items">The items.</param>
/// <param name="separator">What stands between them in the text.</param>
internal sealed class TextList<T>(IList<T> items, string separator = ", ") : ReadOnlyCollection<T>(items)
{
    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(string.Join(separator, this));
}

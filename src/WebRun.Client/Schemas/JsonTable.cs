using System;
using System.Collections.Generic;

namespace WebRun.Schemas;

/// <summary>The fields of a JSON object, whose text is that JSON, so that it can be read in a CSV file.</summary>
/// <param name="fields">The fields.</param>
internal sealed class JsonTable(IDictionary<string, object?> fields) : Dictionary<string, object?>(fields, StringComparer.Ordinal)
{
    /// <inheritdoc/>
    public override string ToString() => PlainJson.Text(this);
}

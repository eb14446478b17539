using System.Collections.Generic;

namespace WebRun.PowerShell;

/// <summary>Offers the output types that an answer can have, each as a short form of its schema.</summary>
public sealed class OutputSchemaCompleter : FormCompleter
{
    private protected override IEnumerable<(string Text, string Name, string About)> Forms =>
    [
        ("@{ title = 'string'; price = 'number' }", "Json: an object", "Output is an object with these properties. Types are string, number, integer and boolean; string[] is a list, a table in the table an object."),
        ("@(@{ title = 'string'; price = 'number' })", "Json: a list of objects", "Output is a list of objects with these properties."),
        ("@('title', 'price')", "Csv", "Output is an object for each row, with these columns as texts."),
    ];
}

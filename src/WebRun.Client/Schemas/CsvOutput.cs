using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sylvan.Data.Csv;

namespace WebRun.Schemas;

/// <summary>Reads a CSV answer: columns by their name in the header, cells as text.</summary>
internal static class CsvOutput
{
    /// <summary>The field that holds a row unchanged if it has more or fewer cells than the header. No column can have this name.</summary>
    public const string RawColumn = "Raw";

    /// <summary>The rows, each with the requested columns in the requested order. One that does not fit the header stays as it is, so that no value slips into another column.</summary>
    /// <exception cref="FormatException">A column is missing or appears twice, or a quote is not closed; the message says which.</exception>
    public static object?[] Read(string csv, IReadOnlyList<string> columns)
    {
        try
        {
            // A record has to fit into the buffer, and may be the whole answer.
            var options = new CsvDataReaderOptions { HasHeaders = false, Delimiter = ',', MaxBufferSize = Math.Max(64 * 1024, 2 * csv.Length) };
            using var reader = CsvDataReader.Create(new StringReader(csv.TrimStart()), options);
            var header = reader.Read() ? Cells(reader) : [];
            var places = columns.Select(column => Place(column, header)).ToArray();
            var rows = new List<object?>();
            while (reader.Read())
            {
                var raw = Raw(reader);
                if (raw.Length > 0)
                {
                    rows.Add(reader.RowFieldCount == header.Length ? Row(columns, places, reader) : RaggedRow(columns, raw));
                }
            }

            return [.. rows];
        }
        catch (CsvFormatException e)
        {
            throw new FormatException($"it is not CSV: row {e.RowNumber} cannot be read", e);
        }
    }

    private static int Place(string column, string[] header)
    {
        var place = Array.FindIndex(header, name => IsNamed(name, column));
        return place < 0 ? throw new FormatException($"the column '{column}' is missing")
            : Array.FindLastIndex(header, name => IsNamed(name, column)) > place ? throw new FormatException($"the column '{column}' appears twice")
            : place;
    }

    private static bool IsNamed(string name, string column) => string.Equals(name.Trim(), column.Trim(), StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, object?> Row(IReadOnlyList<string> columns, int[] places, CsvDataReader reader) =>
        Enumerable.Range(0, columns.Count).ToDictionary(i => columns[i], i => (object?)reader.GetString(places[i]), StringComparer.Ordinal);

    private static Dictionary<string, object?> RaggedRow(IReadOnlyList<string> columns, string raw)
    {
        var row = columns.ToDictionary(column => column, _ => (object?)null, StringComparer.Ordinal);
        row[RawColumn] = raw;
        return row;
    }

    private static string[] Cells(CsvDataReader reader) => [.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)];

    private static string Raw(CsvDataReader reader)
    {
        var record = new char[reader.GetRawRecord(null!, 0)];
        reader.GetRawRecord(record, 0);
        return new string(record).Trim();
    }
}

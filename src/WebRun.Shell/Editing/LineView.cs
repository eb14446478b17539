using System.Globalization;
using System.Text;
using WebRun.Shell.Hosting;

namespace WebRun.Shell.Editing;

/// <summary>Shows a prompt and a line on the terminal, from where the cursor stands and over as many rows as they take.</summary>
internal sealed class LineView(Screen screen, string prompt)
{
    private int _startColumn = screen.Column % Screen.Width;

    // The row of the cursor, counted from the row that the prompt starts in.
    private int _cursorRow;

    /// <summary>Draws the line where it was drawn before.</summary>
    public void Draw(LineBuffer line)
    {
        var shown = prompt + line.Text;
        var (endRow, endColumn) = PlaceAfter(shown);
        var (row, column) = PlaceAfter(prompt + line.Text[..line.Cursor]);

        var output = new StringBuilder();
        Move(output, _cursorRow, 'A').Append('\r');
        Move(output, _startColumn, 'C').Append("\e[J").Append(shown);
        if (endColumn == 0 && endRow > 0)
        {
            // A full row leaves the cursor at its end until something more is written.
            output.Append(" \r\e[K");
        }

        Move(output, endRow - row, 'A').Append('\r');
        Move(output, column, 'C');
        screen.Write(output.ToString());
        _cursorRow = row;
    }

    /// <summary>Draws the line at the top of an empty screen.</summary>
    public void Redraw(LineBuffer line)
    {
        screen.Write("\e[2J\e[H");
        _startColumn = 0;
        _cursorRow = 0;
        Draw(line);
    }

    /// <summary>Leaves the line as it is and goes on below it.</summary>
    public void Leave(LineBuffer line, string mark = "")
    {
        line.MoveToEnd();
        Draw(line);
        screen.WriteLine(mark);
    }

    private (int Row, int Column) PlaceAfter(string text)
    {
        var width = Screen.Width;
        var row = 0;
        var column = _startColumn;
        foreach (var rune in text.EnumerateRunes())
        {
            var columns = TextWidth.Of(rune);
            if (column + columns > width)
            {
                row++;
                column = 0;
            }

            column += columns;
        }

        return column == width ? (row + 1, 0) : (row, column);
    }

    private static StringBuilder Move(StringBuilder output, int count, char direction) =>
        count > 0 ? output.Append(CultureInfo.InvariantCulture, $"\e[{count}{direction}") : output;
}

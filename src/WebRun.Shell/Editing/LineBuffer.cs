using System;
using System.Globalization;

namespace WebRun.Shell.Editing;

/// <summary>A line of text and the place in it where typing goes. Knows nothing of a terminal.</summary>
internal sealed class LineBuffer
{
    /// <summary>The text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The cursor: an index into the text, never inside a character of several code units.</summary>
    public int Cursor { get; private set; }

    /// <summary>Puts text at the cursor and the cursor behind it.</summary>
    public void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    /// <summary>Takes the character before the cursor away.</summary>
    public void Backspace()
    {
        var end = Cursor;
        MoveLeft();
        Text = Text.Remove(Cursor, end - Cursor);
    }

    /// <summary>Takes the character at the cursor away.</summary>
    public void Delete() => Text = Text.Remove(Cursor, LengthAtCursor());

    /// <summary>One character to the left.</summary>
    public void MoveLeft()
    {
        var start = 0;
        for (var next = 0; next < Cursor; next += StringInfo.GetNextTextElementLength(Text, next))
        {
            start = next;
        }

        Cursor = start;
    }

    /// <summary>One character to the right.</summary>
    public void MoveRight() => Cursor += LengthAtCursor();

    /// <summary>To the start of the line.</summary>
    public void MoveToStart() => Cursor = 0;

    /// <summary>To the end of the line.</summary>
    public void MoveToEnd() => Cursor = Text.Length;

    /// <summary>Takes all before the cursor away.</summary>
    public void DeleteToStart()
    {
        Text = Text[Cursor..];
        Cursor = 0;
    }

    /// <summary>Takes all from the cursor on away.</summary>
    public void DeleteToEnd() => Text = Text[..Cursor];

    /// <summary>Takes everything away.</summary>
    public void Clear() => Set("", 0);

    /// <summary>Replaces text and cursor.</summary>
    public void Set(string text, int cursor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cursor, text.Length);
        Text = text;
        Cursor = cursor;
    }

    private int LengthAtCursor() => StringInfo.GetNextTextElementLength(Text.AsSpan(Cursor));
}

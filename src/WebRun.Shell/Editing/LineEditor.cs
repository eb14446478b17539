using System;
using System.Management.Automation;
using WebRun.Shell.Hosting;

namespace WebRun.Shell.Editing;

/// <summary>Reads a line from the terminal, key by key.</summary>
/// <param name="screen">Where the line is shown.</param>
/// <param name="complete">Finds what could stand at a place in a text; null where Tab completes nothing.</param>
internal sealed class LineEditor(Screen screen, Func<string, int, CommandCompletion>? complete = null)
{
    private const string Indent = "    ";

    /// <summary>Lets a person write a line.</summary>
    /// <param name="prompt">What stands before the line, without colours.</param>
    public EditedLine Read(string prompt)
    {
        using var controlC = new ControlCAsKey();
        var line = new LineBuffer();
        var view = new LineView(screen, prompt);
        CompletionCycle? cycle = null;
        view.Draw(line);
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            cycle = key.Key == ConsoleKey.Tab ? Complete(line, cycle, key.Modifiers) : null;
            if (EndOf(key, line) is { } end)
            {
                view.Leave(line, end == LineEnd.Cancelled ? "^C" : "");
                return new EditedLine(end, line.Text);
            }

            Apply(key, line);
            if (IsControl(key, ConsoleKey.L))
            {
                view.Redraw(line);
            }
            else if (!Console.KeyAvailable)
            {
                // Of a paste only the whole is drawn, not every step to it.
                view.Draw(line);
            }
        }
    }

    private static LineEnd? EndOf(ConsoleKeyInfo key, LineBuffer line)
    {
        if (key.Key == ConsoleKey.Enter)
        {
            return LineEnd.Accepted;
        }

        if (ControlCAsKey.Is(key))
        {
            return LineEnd.Cancelled;
        }

        return IsControl(key, ConsoleKey.D) && line.Text.Length == 0 ? LineEnd.EndOfInput : null;
    }

    private static void Apply(ConsoleKeyInfo key, LineBuffer line)
    {
        switch (key)
        {
            case { Key: ConsoleKey.Backspace }:
                line.Backspace();
                break;
            case { Key: ConsoleKey.Delete } or { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control }:
                line.Delete();
                break;
            case { Key: ConsoleKey.LeftArrow }:
                line.MoveLeft();
                break;
            case { Key: ConsoleKey.RightArrow }:
                line.MoveRight();
                break;
            case { Key: ConsoleKey.Home } or { Key: ConsoleKey.A, Modifiers: ConsoleModifiers.Control }:
                line.MoveToStart();
                break;
            case { Key: ConsoleKey.End } or { Key: ConsoleKey.E, Modifiers: ConsoleModifiers.Control }:
                line.MoveToEnd();
                break;
            case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                line.DeleteToStart();
                break;
            case { Key: ConsoleKey.K, Modifiers: ConsoleModifiers.Control }:
                line.DeleteToEnd();
                break;
            case { Key: ConsoleKey.Escape }:
                line.Clear();
                break;
            case { KeyChar: var character } when !char.IsControl(character):
                line.Insert(character.ToString());
                break;
        }
    }

    private CompletionCycle? Complete(LineBuffer line, CompletionCycle? cycle, ConsoleModifiers modifiers)
    {
        // Before the first word there is nothing to complete: that Tab indents, as in pasted code.
        if (string.IsNullOrWhiteSpace(line.Text[..line.Cursor]))
        {
            line.Insert(Indent);
            return null;
        }

        if (complete is null)
        {
            return null;
        }

        cycle ??= new CompletionCycle(line.Text, complete(line.Text, line.Cursor));
        cycle.Show(line, forward: !modifiers.HasFlag(ConsoleModifiers.Shift));
        return cycle;
    }

    private static bool IsControl(ConsoleKeyInfo key, ConsoleKey letter) =>
        key.Key == letter && key.Modifiers == ConsoleModifiers.Control;
}

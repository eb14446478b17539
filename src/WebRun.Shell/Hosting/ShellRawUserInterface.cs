using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;
using WebRun.Shell.Editing;

namespace WebRun.Shell.Hosting;

/// <summary>The terminal's cells, as far as a terminal on every system lets a program see them.</summary>
internal sealed class ShellRawUserInterface(Screen screen) : PSHostRawUserInterface
{
    private const int DefaultHeight = 50;

    private string _windowTitle = "";

    /// <inheritdoc/>
    public override ConsoleColor ForegroundColor { get => Console.ForegroundColor; set => Console.ForegroundColor = value; }

    /// <inheritdoc/>
    public override ConsoleColor BackgroundColor { get => Console.BackgroundColor; set => Console.BackgroundColor = value; }

    /// <inheritdoc/>
    public override Coordinates CursorPosition
    {
        get => screen.IsInteractive ? new Coordinates(Console.CursorLeft, Console.CursorTop) : default;
        set => Console.SetCursorPosition(value.X, value.Y);
    }

    /// <inheritdoc/>
    public override Coordinates WindowPosition { get => default; set => throw Fixed("place of the window"); }

    /// <inheritdoc/>
    public override int CursorSize { get => 25; set => throw Fixed("size of the cursor"); }

    /// <inheritdoc/>
    public override Size BufferSize { get => WindowSize; set => throw Fixed("size of the buffer"); }

    /// <inheritdoc/>
    public override Size WindowSize
    {
        get => new(Screen.Width, Console.IsOutputRedirected || Console.WindowHeight <= 0 ? DefaultHeight : Console.WindowHeight);
        set => throw Fixed("size of the window");
    }

    /// <inheritdoc/>
    public override Size MaxWindowSize => WindowSize;

    /// <inheritdoc/>
    public override Size MaxPhysicalWindowSize => WindowSize;

    /// <inheritdoc/>
    public override bool KeyAvailable => screen.IsInteractive && Console.KeyAvailable;

    /// <inheritdoc/>
    public override string WindowTitle
    {
        get => _windowTitle;
        set
        {
            _windowTitle = value;
            if (screen.IsInteractive)
            {
                Console.Title = value;
            }
        }
    }

    /// <inheritdoc/>
    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        ConsolePrompts.RequirePerson(screen);
        using var controlC = new ControlCAsKey();
        var key = Console.ReadKey(intercept: true);
        if (ControlCAsKey.Is(key) && !options.HasFlag(ReadKeyOptions.AllowCtrlC))
        {
            throw new PipelineStoppedException();
        }

        if (!options.HasFlag(ReadKeyOptions.NoEcho) && !char.IsControl(key.KeyChar))
        {
            screen.Write(key.KeyChar.ToString());
        }

        return new KeyInfo((int)key.Key, key.KeyChar, StateOf(key.Modifiers), keyDown: true);
    }

    /// <inheritdoc/>
    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    /// <inheritdoc/>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        // A rectangle of -1 is the engine's way to say "the whole screen", which is all that can be filled.
        if (rectangle is { Left: -1, Top: -1, Right: -1, Bottom: -1 })
        {
            screen.Write("\e[2J\e[H");
            return;
        }

        throw Unreachable();
    }

    /// <inheritdoc/>
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Unreachable();

    /// <inheritdoc/>
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Unreachable();

    /// <inheritdoc/>
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw Unreachable();

    /// <inheritdoc/>
    public override int LengthInBufferCells(string source) => TextWidth.Of(source);

    /// <inheritdoc/>
    public override int LengthInBufferCells(string source, int offset) => TextWidth.Of(source[offset..]);

    /// <inheritdoc/>
    public override int LengthInBufferCells(char source) => Rune.TryCreate(source, out var rune) ? TextWidth.Of(rune) : 1;

    private static ControlKeyStates StateOf(ConsoleModifiers modifiers) =>
        (modifiers.HasFlag(ConsoleModifiers.Alt) ? ControlKeyStates.LeftAltPressed : default) |
        (modifiers.HasFlag(ConsoleModifiers.Control) ? ControlKeyStates.LeftCtrlPressed : default) |
        (modifiers.HasFlag(ConsoleModifiers.Shift) ? ControlKeyStates.ShiftPressed : default);

    private static NotSupportedException Fixed(string what) => new($"The {what} belongs to the terminal and cannot be set here.");

    private static NotSupportedException Unreachable() => new("The cells of the terminal cannot be read or written here.");
}

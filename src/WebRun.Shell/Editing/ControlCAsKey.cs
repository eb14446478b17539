using System;

namespace WebRun.Shell.Editing;

/// <summary>While it lives, Ctrl+C is a key like others; before and after, it interrupts.</summary>
internal sealed class ControlCAsKey : IDisposable
{
    private readonly bool _before = Console.TreatControlCAsInput;

    /// <summary>Makes Ctrl+C a key.</summary>
    public ControlCAsKey() => Console.TreatControlCAsInput = true;

    /// <summary>Whether a key is Ctrl+C.</summary>
    public static bool Is(ConsoleKeyInfo key) => key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control };

    /// <summary>Makes Ctrl+C what it was.</summary>
    public void Dispose() => Console.TreatControlCAsInput = _before;
}

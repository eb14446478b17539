using System;
using System.Collections.Generic;

namespace WebRun.Emulator.Model;

/// <summary>What a person does in a session's browser, and whether somebody controls it.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class ManualControl
{
    private readonly List<InteractionRecord> _taken = [];

    public IReadOnlyList<InteractionRecord> Taken => _taken;

    /// <summary>Whether control was taken over and not released.</summary>
    public bool IsHeld { get; private set; }

    public void Take(InteractionRecord interaction)
    {
        _taken.Add(interaction);
        IsHeld = interaction.Type is not "releaseControl" && (IsHeld || interaction.Type is "takeOverControl");
    }
}

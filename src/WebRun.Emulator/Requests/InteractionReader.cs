using System;
using System.Linq;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Reads and checks manual control.</summary>
internal static class InteractionReader
{
    // The browser's own bars above the picture.
    private const int Top = 155;

    private static readonly string[] Modifiers = ["Control", "Alt", "Shift", "Meta"];
    private static readonly string[] Keys =
    [
        "Enter", "Escape", "Tab", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End",
    ];

    public static InteractionRecord Read(JsonFields action, string sessionId, EmulatorOptions options)
    {
        var type = action.RequiredChoice("type", "takeOverControl", "releaseControl", "CLICK", "DOUBLE_CLICK", "TYPE", "KEY_PRESS");
        var bare = new InteractionRecord { SessionId = sessionId, At = options.TimeProvider.GetUtcNow(), Type = type };
        return type switch
        {
            "CLICK" or "DOUBLE_CLICK" => bare with { X = action.RequiredNumber("x", 0, options.PictureWidth), Y = action.RequiredNumber("y", Top, Top + options.PictureHeight) },
            "TYPE" => bare with { Text = action.RequiredText("text"), HumanLike = action.Flag("humanLike") },
            "KEY_PRESS" => bare with { Key = ReadKey(action) },
            _ => bare,
        };
    }

    // Control+a, Control+Shift+Tab; and the plus sign itself, as + or Control++.
    private static string ReadKey(JsonFields action)
    {
        var combination = action.RequiredText("key");
        var key = combination;
        while (Array.Find(Modifiers, modifier => key.StartsWith($"{modifier}+", StringComparison.Ordinal)) is { } held)
        {
            key = key[(held.Length + 1)..];
        }

        return Keys.Contains(key, StringComparer.Ordinal) || key.EnumerateRunes().Count() == 1
            ? combination
            : throw action.Invalid("key", $"must be one character, or one of {string.Join(", ", Keys)}, with {string.Join('+', Modifiers)}+ before it or not");
    }
}

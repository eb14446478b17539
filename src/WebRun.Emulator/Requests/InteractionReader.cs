using System;
using System.Linq;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Reads and checks manual control.</summary>
internal static class InteractionReader
{
    private const int Width = 1024;
    private const int Top = 155;
    private const int Bottom = Top + 600;

    private static readonly string[] Keys =
    [
        "Enter", "Escape", "Tab", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End",
    ];

    public static InteractionRecord Read(JsonFields action, string sessionId, DateTimeOffset at)
    {
        var type = action.RequiredChoice("type", "takeOverControl", "releaseControl", "CLICK", "DOUBLE_CLICK", "TYPE", "KEY_PRESS");
        var bare = new InteractionRecord { SessionId = sessionId, At = at, Type = type };
        return type switch
        {
            "CLICK" or "DOUBLE_CLICK" => bare with { X = action.RequiredNumber("x", 0, Width), Y = action.RequiredNumber("y", Top, Bottom) },
            "TYPE" => bare with { Text = action.RequiredText("text"), HumanLike = action.Flag("humanLike") },
            "KEY_PRESS" => bare with { Key = ReadKey(action) },
            _ => bare,
        };
    }

    private static string ReadKey(JsonFields action)
    {
        var key = action.RequiredText("key");
        return Keys.Contains(key, StringComparer.Ordinal) || key.EnumerateRunes().Count() == 1
            ? key
            : throw action.Invalid("key", $"must be one character, or one of {string.Join(", ", Keys)}");
    }
}

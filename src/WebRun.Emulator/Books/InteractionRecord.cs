using System;

namespace WebRun.Emulator;

/// <summary>Manual control that a session took, over HTTP or a live link.</summary>
public sealed record InteractionRecord
{
    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>takeOverControl</c>, <c>releaseControl</c>, <c>CLICK</c>, <c>DOUBLE_CLICK</c>, <c>TYPE</c> or <c>KEY_PRESS</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Pixels from the left, 0 … 1024; of a click.</summary>
    public double? X { get; init; }

    /// <summary>Pixels from the top of the browser, 155 … 755; of a click.</summary>
    public double? Y { get; init; }

    /// <summary>What was typed.</summary>
    public string? Text { get; init; }

    /// <summary>Whether it was typed as a person types; null when nothing was said.</summary>
    public bool? HumanLike { get; init; }

    /// <summary>The key that was pressed.</summary>
    public string? Key { get; init; }
}

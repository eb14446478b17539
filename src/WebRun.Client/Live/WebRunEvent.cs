using System;

namespace WebRun;

/// <summary>Something that happened in a session, as it happened.</summary>
public sealed record WebRunEvent
{
    /// <summary>When it arrived, by this machine's clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>What it tells.</summary>
    public WebRunEventKind Kind { get; init; }

    /// <summary>The words for a person.</summary>
    public string? Text { get; init; }

    /// <summary>The task that it belongs to; null where the service does not say, which it does only at a task's end.</summary>
    public string? TaskId { get; init; }

    /// <summary>The payload as the service sent it: dictionaries, arrays, texts, numbers, truth values.</summary>
    public object? Data { get; init; }

    /// <summary>True for what no reader may miss, however slow it is.</summary>
    internal bool IsEssential => Kind is WebRunEventKind.Completed or WebRunEventKind.Guardrail or WebRunEventKind.Error or WebRunEventKind.SessionEnded;

    /// <summary>True for one that we made because the link did not bring the service's own.</summary>
    internal bool IsStandIn { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {Text}";
}

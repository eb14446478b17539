using System;
using System.Text.Json;
using WebRun.Models;

namespace WebRun;

/// <summary>Something that happened in a session, as it happened.</summary>
public sealed record WebRunEvent
{
    internal WebRunEvent()
    {
    }

    /// <summary>When it arrived, by this machine's clock.</summary>
    public DateTimeOffset Time { get; internal init; }

    /// <summary>The session.</summary>
    public string? SessionId { get; internal init; }

    /// <summary>Its kind.</summary>
    public WebRunEventKind Kind { get; internal init; }

    /// <summary>The text for a person.</summary>
    public string? Text { get; internal init; }

    /// <summary>The task that it belongs to: the one that the service names, otherwise the one that the session started last; null if neither is known.</summary>
    public string? TaskId { get; internal init; }

    /// <summary>The payload as the service sent it: dictionaries, arrays, strings, numbers, booleans.</summary>
    public object? Data { get; internal init; }

    /// <summary>The payload as it was read.</summary>
    internal JsonElement Payload { get; init; }

    /// <summary>True for events that no reader may miss, however slow it is.</summary>
    internal bool IsEssential => Kind is WebRunEventKind.Completed or WebRunEventKind.Guardrail or WebRunEventKind.Error or WebRunEventKind.SessionEnded;

    /// <summary>True for an event that the client made because the link did not deliver the service's own.</summary>
    internal bool IsSubstitute { get; init; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines($"{Kind}: {Text}");
}

/// <summary>The kind of a live event.</summary>
public enum WebRunEventKind
{
    /// <summary>The agent thinks.</summary>
    Thought,

    /// <summary>The agent does something in the browser.</summary>
    Action,

    /// <summary>The answer so far.</summary>
    Update,

    /// <summary>The agent waits for a person.</summary>
    Guardrail,

    /// <summary>A task has ended with a result.</summary>
    Completed,

    /// <summary>A task has failed.</summary>
    Error,

    /// <summary>The session has ended; no event follows.</summary>
    SessionEnded,

    /// <summary>The session's browser was lost; it may come back.</summary>
    InstanceLost,

    /// <summary>The session's browser has come back.</summary>
    InstanceRegained,

    /// <summary>A kind that this version does not know.</summary>
    Other,

    /// <summary>A task has begun.</summary>
    Started,
}

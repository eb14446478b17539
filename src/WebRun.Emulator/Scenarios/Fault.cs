using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using WebRun.Emulator.Settings;

namespace WebRun.Emulator;

/// <summary>Something that goes wrong with the next requests that match.</summary>
public sealed record Fault
{
    /// <summary>The shape of a fault sent to <c>/emulator/faults</c>, for people.</summary>
    internal const string Help = """
        A fault applies to the next request that matches: POST /emulator/faults, one object or an array
          {"kind":"statusAfter","method":"POST","pathPrefix":"/start/run-task","status":502,
           "headers":{"Retry-After":"3"},"body":"text","delay":"500ms","count":1}
          kind               status, cutBefore: not acted upon; cutAfter, statusAfter, delay, brokenBody, cutBody,
                             emptyBody, htmlBody, oversized, timeout: acted upon, so that the task starts
          actionType         only messages to a session of that kind: newTask, state, guardrail, interaction
          the rest is optional; delay is the wait before the answer or cut; live links are a GET of /socket.io/,
          and with "method":"EMIT" a fault is for what comes over one: status (refused), cutBefore, cutAfter,
          timeout (acted upon, not acknowledged); the other kinds let it pass
        """;

    /// <summary>The method of a fault that is for messages over a live link. Only one that names it is.</summary>
    public const string LiveMethod = "EMIT";

    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The method that it is for; null is any.</summary>
    public string? Method { get; init; }

    /// <summary>The beginning of the paths that it is for; null is any.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The <c>actionType</c> of the messages to a session that it is for; null is any request.</summary>
    public string? ActionType { get; init; }

    /// <summary>The status answered, 200 … 599; null is the kind's own.</summary>
    public int? Status { get; init; }

    /// <summary>Headers of the answer beside the service's own.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The body, where the kind leaves it open (Status, StatusAfter, HtmlBody).</summary>
    public string? Body { get; init; }

    /// <summary>Waited before the answer or the cut; up to a day.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many requests it applies to; at least 1.</summary>
    public int Count { get; init; } = 1;

    internal bool Matches(string method, string path, string? actionType) =>
        (ActionType is null || string.Equals(ActionType, actionType, StringComparison.OrdinalIgnoreCase))
        && (Method is null ? method is not LiveMethod : string.Equals(Method, method, StringComparison.OrdinalIgnoreCase))
        && (PathPrefix is null || path.StartsWith(PathPrefix, StringComparison.OrdinalIgnoreCase));

    internal void Validate()
    {
        Require.Between(Status ?? 200, 200, 599, nameof(Status));
        Require.Between(Delay, TimeSpan.Zero, TimeSpan.FromDays(1));
        Require.Between(Count, 1, int.MaxValue);
    }
}

/// <summary>What goes wrong with a request. "Acted upon" means that the service did what was asked, so that a task has started.</summary>
public enum FaultKind
{
    /// <summary>Answered with <see cref="Fault.Status"/> (else 503), headers and body; not acted upon.</summary>
    Status,

    /// <summary>The connection is cut; not acted upon.</summary>
    CutBefore,

    /// <summary>Acted upon, then the connection is cut without waiting for the task.</summary>
    CutAfter,

    /// <summary>Acted upon, then answered with <see cref="Fault.Status"/> (else 502) without waiting for the task.</summary>
    StatusAfter,

    /// <summary>Acted upon and answered as ever, but late.</summary>
    Delay,

    /// <summary>Acted upon, then answered with the first half of the answer; a download is cut after its half.</summary>
    BrokenBody,

    /// <summary>Acted upon, then answered with <see cref="Fault.Status"/> (else 200) and nothing.</summary>
    EmptyBody,

    /// <summary>Acted upon, then answered with <see cref="Fault.Status"/> (else 200) and an HTML page.</summary>
    HtmlBody,

    /// <summary>Acted upon, then the connection is cut in the middle of the answer.</summary>
    CutBody,

    /// <summary>Acted upon, then answered with far more than the answer: <see cref="EmulatorOptions.OversizedAnswer"/>.</summary>
    Oversized,

    /// <summary>Acted upon, and never answered: held until the client leaves.</summary>
    Timeout,
}

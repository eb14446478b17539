using System;
using System.Collections.Generic;
using System.Linq;

namespace WebRun.Emulator.Scenarios;

/// <summary>What a task does, and what its answer looks like.</summary>
internal sealed record Scenario
{
    /// <summary>The task's text without directives.</summary>
    public string Text { get; init; } = "";

    /// <summary>Time that the task works, if maxDuration lets it.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>USD at its end.</summary>
    public decimal Cost { get; init; }

    /// <summary>The message of its result; null makes one up.</summary>
    public string? Result { get; init; }

    /// <summary>What is wrong with a structured answer.</summary>
    public ResponseFlaw Flaw { get; init; }

    /// <summary>What it asks for after half of its work; null for nothing.</summary>
    public string? Guardrail { get; init; }

    /// <summary>The code that it fails with at its end; null succeeds.</summary>
    public string? FailureCode { get; init; }

    /// <summary>The text beside <see cref="FailureCode"/>.</summary>
    public string FailureMessage { get; init; } = "The task failed as its scenario says.";

    /// <summary>The forms of its answers and events.</summary>
    public IReadOnlyCollection<ServiceForm> Forms { get; init; } = [];

    /// <summary>How its end is called in answers; null for the usual words.</summary>
    public string? EndWord { get; init; }

    /// <summary>How long the request that starts it is held; null until there is news of it.</summary>
    public TimeSpan? Hold { get; init; }

    /// <summary>The word that a poll answers while it works.</summary>
    public string RunningWord { get; init; } = "running";

    /// <summary>How many thoughts, actions and updates it sends.</summary>
    public int Events { get; init; } = 4;

    /// <summary>What goes wrong on the live links of its session.</summary>
    public LiveTrouble Live { get; init; }

    /// <summary>The files that it produces.</summary>
    public IReadOnlyList<ResultFile> Files { get; init; } = [];

    public bool Has(ServiceForm form) => Forms.Contains(form);
}

/// <summary>What is wrong with a structured answer.</summary>
internal enum ResponseFlaw
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is cut off in the middle.</summary>
    Broken,

    /// <summary>It is in a Markdown fence, surrounded by text.</summary>
    Fenced,

    /// <summary>A required property, or the last column, is missing.</summary>
    Missing,

    /// <summary>A row of CSV has more cells than the header: money is not in quotes.</summary>
    Ragged,
}

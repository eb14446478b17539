using System;
using WebRun.Emulator.Scenarios;

namespace WebRun.Emulator.Forms;

/// <summary>A task as it stands at one moment, for answers and events to describe.</summary>
internal sealed record TaskView
{
    public required string SessionId { get; init; }

    public required string Id { get; init; }

    public required TaskRequest Request { get; init; }

    public required TaskState State { get; init; }

    public required TaskUsage Usage { get; init; }

    /// <summary>Code and text of a failure.</summary>
    public (string Code, string Message)? Failure { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public Scenario Scenario => Request.Scenario;

    public bool IsOver => State is TaskState.Completed or TaskState.Failed or TaskState.Stopped or TaskState.Terminated;

    /// <summary>Whether there is nothing to report yet.</summary>
    public bool GoesOn => !IsOver && State != TaskState.WaitingForInput;
}

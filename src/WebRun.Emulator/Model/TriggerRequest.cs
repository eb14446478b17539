using System;
using System.Text.Json.Nodes;

namespace WebRun.Emulator.Model;

/// <summary>A trigger as asked for, checked.</summary>
/// <param name="Fields">The fields as the service gives them back, without what is secret.</param>
/// <param name="Setup">How its sessions are set up.</param>
/// <param name="Task">What it does.</param>
/// <param name="Next">The time of its next run, after a given one.</param>
/// <param name="MaxConsecutiveFailures">How many failures in a row pause it.</param>
internal sealed record TriggerRequest(
    JsonObject Fields, SessionSetup Setup, TaskRequest Task, Func<DateTimeOffset, DateTimeOffset?> Next, int MaxConsecutiveFailures)
{
    public string Text(string name) => (string?)Fields[name] ?? "";
}

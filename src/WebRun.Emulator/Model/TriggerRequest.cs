using System;
using System.Text.Json.Nodes;
using WebRun.Emulator.Scenarios;

namespace WebRun.Emulator.Model;

/// <summary>A trigger as asked for, checked.</summary>
/// <param name="Fields">The fields as the service returns them, without secrets.</param>
/// <param name="TextName">The field that has the text of its task: <c>taskDetails</c> or <c>prompt</c>.</param>
/// <param name="Setup">How its sessions are set up.</param>
/// <param name="Task">What it does.</param>
/// <param name="Next">The time of its next run, after a given one.</param>
/// <param name="MaxConsecutiveFailures">The number of failures in a row after which it pauses.</param>
internal sealed record TriggerRequest(
    JsonObject Fields, string TextName, SessionSetup Setup, TaskRequest Task, Func<DateTimeOffset, DateTimeOffset?> Next, int MaxConsecutiveFailures)
{
    public string Text(string name) => (string?)Fields[name] ?? "";
}

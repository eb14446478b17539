using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace WebRun.PowerShell.Loading;

/// <summary>The ids that this process has seen lately, for Tab completion, by the parameter that takes them. Thread-safe.</summary>
internal static class RecentlySeen
{
    private const int MaxOfAKind = 100;
    private static readonly Dictionary<string, List<SeenId>> Kinds = new(StringComparer.Ordinal);

    /// <summary>The ids for a parameter, the latest first; none for a parameter that takes no ids.</summary>
    public static IReadOnlyList<SeenId> Of(string parameter)
    {
        lock (Kinds)
        {
            return Kinds.TryGetValue(parameter, out var known) ? [.. known] : [];
        }
    }

    /// <summary>Adds an id as the latest, and updates what is known about it. Does nothing without an id.</summary>
    public static void Add(string parameter, string? id, string? name, string about, string? parent = null)
    {
        if (string.IsNullOrEmpty(id))
        {
            return;
        }

        lock (Kinds)
        {
            if (!Kinds.TryGetValue(parameter, out var known))
            {
                Kinds[parameter] = known = [];
            }

            known.RemoveAll(seen => seen.Id == id);
            known.Insert(0, new SeenId(id!, name, Display.OneLine(about), parent));
            if (known.Count > MaxOfAKind)
            {
                known.RemoveAt(MaxOfAKind);
            }
        }
    }

    /// <summary>Removes the id of something that no longer exists.</summary>
    public static void Forget(string parameter, string id)
    {
        lock (Kinds)
        {
            if (Kinds.TryGetValue(parameter, out var known))
            {
                known.RemoveAll(seen => seen.Id == id);
            }
        }
    }

    /// <summary>Remembers the ids of an object that a command emits.</summary>
    public static void Note(object emitted)
    {
        switch (emitted is PSObject shown ? shown.BaseObject : emitted)
        {
            case WebRunEnvironment environment:
                Add(nameof(environment.EnvironmentId), environment.EnvironmentId, environment.Name, $"{environment.Name}: {environment.Status} {environment.Description}");
                break;
            case WebRunTrigger trigger:
                Add(nameof(trigger.TriggerId), trigger.TriggerId, trigger.Name, $"{trigger.Name}: {trigger.Status}, {trigger.Schedule}: {Display.Shorten(trigger.TaskDetails)}");
                NotePolicy(trigger.PolicyId);
                break;
            case WebRunTriggerRun run:
                Add(nameof(run.RunId), run.RunId, null, $"{run.Status}, {Display.LocalTime(run.CreatedAt)}", run.TriggerId);
                break;
            case WebRunSession session:
                NoteSession(session.SessionId);
                break;
            case WebRunTask task:
                NoteSession(task.SessionId);
                Add(nameof(task.TaskId), task.TaskId, null, $"{Display.Shorten(task.TaskDetails)}: {task.Status}, since {Display.LocalTime(task.SubmittedAt)}", task.SessionId);
                break;
            case WebRunFile file:
                Add(nameof(file.FileId), file.FileId, file.FileName, $"{file.FileName}: {Display.Size(file.Size)}", file.EnvironmentId);
                break;
        }
    }

    /// <summary>Remembers a session.</summary>
    public static void NoteSession(string? sessionId) => Add(nameof(WebRunSession.SessionId), sessionId, null, "");

    /// <summary>Remembers a policy that the user gave.</summary>
    public static void NotePolicy(string? policyId) => Add("PolicyId", policyId, null, "A policy that was used here");
}

/// <summary>An id that this process has seen, and its name.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">Its name; null for none.</param>
/// <param name="About">What it is, on one line; holds no key and no secret.</param>
/// <param name="Parent">The id of what it belongs to, such as a task's session; null for none.</param>
internal sealed record SeenId(string Id, string? Name, string About, string? Parent = null);

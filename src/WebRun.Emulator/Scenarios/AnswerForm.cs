using System.Collections.Generic;

namespace WebRun.Emulator;

/// <summary>A documented form of an answer or an event, and what produces it. <see cref="AnswerForms.All"/> lists them.</summary>
/// <param name="Name">Its name, which does not change.</param>
/// <param name="Section">Where the contract has it, such as <c>§4</c>.</param>
/// <param name="Source">What is answered.</param>
public sealed record AnswerForm(string Name, string Section, AnswerSource Source)
{
    /// <summary>The directive in the task's text, without brackets; empty for none.</summary>
    public string Directive { get; init; } = "";

    /// <summary>The forms of the service as a whole.</summary>
    public IReadOnlyCollection<ServiceForm> Forms { get; init; } = [];

    /// <summary>The schema that the task or trigger is sent with, as JSON: an object, or an array of columns; null for text.</summary>
    public string? OutputSchema { get; init; }

    /// <summary>The message to the session that is answered, or that comes before what is answered; null for none.</summary>
    public string? Message { get; init; }

    /// <summary>The text of a task that produces it.</summary>
    public string Task => Directive.Length == 0 ? "x" : $"x [[{Directive}]]";

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What an <see cref="AnswerForm"/> is the answer to.</summary>
public enum AnswerSource
{
    /// <summary>POST /start/run-task.</summary>
    RunTask,

    /// <summary>POST /start/send-message with a new task, in a session without one.</summary>
    NewTask,

    /// <summary>GET /task/…, for a task of run-task: at once where it takes an hour, else when it is over or asks.</summary>
    Poll,

    /// <summary>POST /start/start-session with a first task.</summary>
    StartSession,

    /// <summary>POST /start/send-message with <see cref="AnswerForm.Message"/>, in a session whose task has begun.</summary>
    Message,

    /// <summary>GET /start/session-status/….</summary>
    SessionStatus,

    /// <summary>GET /account/usage.</summary>
    AccountUsage,

    /// <summary>An event of a session that gets a new task after a link has joined.</summary>
    Event,

    /// <summary>What a webhook is sent.</summary>
    Webhook,

    /// <summary>A request below /cron-jobs.</summary>
    Trigger,
}

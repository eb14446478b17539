using System;
using System.Collections.Generic;
using System.Linq;
using WebRun.Models;

namespace WebRun;

/// <summary>What a task does, and its limits. Null means the service's default.</summary>
public sealed record WebRunTaskRequest
{
    /// <summary>The maximum <see cref="MaxDuration"/> that the service accepts, and its default.</summary>
    public static readonly TimeSpan MaxTaskDuration = TimeSpan.FromMinutes(5);

    /// <summary>What to do, in natural language. Empty only as the first task of a session.</summary>
    public string TaskDetails { get; init; } = "";

    /// <summary>The page to open first; an absolute http or https address.</summary>
    public Uri? StartingPoint { get; init; }

    /// <summary>After this time the service ends the task: 1 s to 5 min, by default 5 min.</summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Tokens that the agent may read: 0 or more; 100,000 by default.</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>Tokens that the agent may write: 0 or more; 100,000 by default.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Domains that the agent must not visit: names of hosts, without scheme, port and path.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: one is not such a name.</exception>
    public IReadOnlyList<string> AvoidDomains { get; init => field = CheckedDomains(value); } = [];

    /// <summary>The ids of uploaded files that the agent may use.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The schema of the answer; null for free text.</summary>
    public WebRunOutputSchema? OutputSchema { get; init; }

    /// <summary>What the agent may fill in, and on which sites; one for each match.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: two are for the same match, so that the agent could not know which one to use.</exception>
    public IReadOnlyList<WebRunSecret> Secrets { get; init => field = CheckedSecrets(value); } = [];

    /// <summary>Where the service reports the end of the task; null for none.</summary>
    public WebRunWebhook? Webhook { get; init; }

    /// <summary>What its costs are summed by; it is not sent. Null for nothing.</summary>
    public string? Tag { get; init; }

    /// <summary>Ends the session when the task has ended. A task in its own session always does.</summary>
    public bool TerminateOnCompletion { get; init; }

    /// <summary>The steps that follow in the same session once it has completed. What the answer has to be is about the last of them.</summary>
    internal IReadOnlyList<string> Then { get; init; } = [];

    /// <summary>The files as they were given, for the task to keep: paths and ids; null if they are <see cref="Files"/>.</summary>
    internal IReadOnlyList<string>? GivenFiles { get; init; }

    /// <summary>How its session is set up, for the task to keep; null if it is not opened for it.</summary>
    internal WebRunSessionOptions? Session { get; init; }

    /// <summary>The maximum cost of the wait for it, for the task to keep.</summary>
    internal decimal? MaxCost { get; init; }

    /// <summary>The maximum time of the wait for it, for the task to keep.</summary>
    internal TimeSpan? Timeout { get; init; }

    /// <summary>One of its steps as a task of its own: the first one opens the page, and the last one has the answer, of which the webhook is told.</summary>
    /// <param name="number">Its place, from 0.</param>
    internal WebRunTaskRequest Step(int number) => Then.Count == 0 ? this : this with
    {
        TaskDetails = number == 0 ? TaskDetails : Then[number - 1],
        StartingPoint = number == 0 ? StartingPoint : null,
        OutputSchema = number < Then.Count ? null : OutputSchema,
        Webhook = number < Then.Count ? null : Webhook,
        Then = [],
    };

    private static IReadOnlyList<string> CheckedDomains(IReadOnlyList<string> domains) => domains.FirstOrDefault(domain => !HostName.IsValid(domain)) is { } wrong
        ? throw new WebRunException(WebRunErrorId.InvalidParameter, $"The AvoidDomain '{wrong}' is not a domain. Give a host without scheme, port and path, such as ads.example.")
        : domains;

    private static IReadOnlyList<WebRunSecret> CheckedSecrets(IReadOnlyList<WebRunSecret> secrets) =>
        secrets.GroupBy(secret => secret.Match, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Skip(1).Any()) is { Key: var twice }
            ? throw WebRunSecret.Invalid($"{twice} appears twice. Give all of its fields in one table.")
            : secrets;
}

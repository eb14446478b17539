using System;
using System.Collections.Generic;
using System.Linq;
using WebRun.Models;

namespace WebRun;

/// <content>What it ran with, in forms that survive a file: null for a default, and if this process did not send it.</content>
public sealed partial record WebRunTask
{
    /// <summary>The page that it opened first.</summary>
    public Uri? StartingPoint { get; internal init; }

    /// <summary>How long the service lets it run.</summary>
    public TimeSpan? MaxDuration { get; internal init; }

    /// <summary>Tokens that the agent may read.</summary>
    public int? MaxInputTokens { get; internal init; }

    /// <summary>Tokens that the agent may write.</summary>
    public int? MaxOutputTokens { get; internal init; }

    /// <summary>The maximum cost in USD, at which whoever waits stops it.</summary>
    public decimal? MaxCost { get; internal init; }

    /// <summary>How long whoever sent it waits for it.</summary>
    public TimeSpan? Timeout { get; internal init; }

    /// <summary>Domains that the agent must not visit.</summary>
    public IReadOnlyList<string>? AvoidDomain { get; internal init => field = ListOf(value); }

    /// <summary>The schema of the answer as JSON.</summary>
    public string? OutputSchema { get => Schema?.ToString(); internal init => Schema = value is null ? null : WebRunOutputSchema.From(value); }

    /// <summary>The files that it was given: paths and ids.</summary>
    public IReadOnlyList<string>? File { get; internal init => field = ListOf(value); }

    /// <summary>The environment that its session's browser started from.</summary>
    public string? EnvironmentId { get; internal init; }

    /// <summary>The policy that applied to its session.</summary>
    public string? PolicyId { get; internal init; }

    /// <summary>The proxy of its session: a country, or an address. Null also for one with a credential or a level, see <see cref="NotKept"/>.</summary>
    public string? Proxy { get; internal init; }

    /// <summary>When its agent contacts its owner.</summary>
    public WebRunReachOutMode? ReachOutMode { get; internal init; }

    /// <summary>The steps that followed it in its session, or were to follow.</summary>
    public IReadOnlyList<string>? Then { get; internal init => field = ListOf(value, "\n"); }

    /// <summary>What its costs are summed by; the service does not know it. Null for nothing.</summary>
    public string? Tag { get; internal init; }

    /// <summary>What it ran with and does not keep, such as <c>Secret</c>, by the names of the parameters: give these again to run it again.</summary>
    public IReadOnlyList<string>? NotKept { get; internal init => field = ListOf(value); }

    /// <summary>A task that is not sent yet.</summary>
    internal static WebRunTask New(WebRunTaskRequest request) => new()
    {
        TaskDetails = request.TaskDetails,
        StartingPoint = request.StartingPoint,
        MaxDuration = request.MaxDuration,
        MaxInputTokens = request.MaxInputTokens,
        MaxOutputTokens = request.MaxOutputTokens,
        MaxCost = request.MaxCost,
        Timeout = request.Timeout,
        AvoidDomain = request.AvoidDomains,
        Schema = request.OutputSchema,
        File = request.GivenFiles ?? request.Files,
        Then = request.Then,
        EnvironmentId = request.Session?.EnvironmentId,
        PolicyId = request.Session?.PolicyId,
        Proxy = request.Session?.Proxy is { IsPlain: true } proxy ? proxy.ToString() : null,
        ReachOutMode = request.Session?.ReachOutMode,
        Tag = request.Tag,
        NotKept = [.. new[]
        {
            (Name: "Secret", Is: request.Secrets.Count > 0),

            // The address of a webhook is often a secret itself.
            (Name: "Webhook", Is: request.Webhook is not null),
            (Name: "Proxy", Is: request.Session?.Proxy is { IsPlain: false }),
        }.Where(part => part.Is).Select(part => part.Name)],
    };

    private static TextList<string>? ListOf(IReadOnlyList<string>? items, string separator = ", ") => items is { Count: > 0 } ? new TextList<string>([.. items], separator) : null;
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CsCheck;
using WebRun.Emulator;

namespace WebRun.Client.Tests;

/// <summary>One way through the client, what the task does, and what goes wrong with which requests.</summary>
internal sealed record FaultSchedule(Flow Flow, bool IsInline, string Task, IReadOnlyList<Fault> Faults)
{
    private const string Sending = "/start/send-message";
    private const string Link = "/socket.io/";
    private const string Look = "/task/";

    // More than the client waits in all for one call.
    private const int TooLong = 200;

    /// <summary>Troubles on the live link that a task's text asks for.</summary>
    private static readonly Gen<string> Trouble = Gen.Frequency(
        (4, Gen.Const("")),
        (6, Gen.OneOf("drop-at-start", "drop-before-end", "drop-after-end", "silent", "no-ping", "broken", "stray", "silent,drop-before-end").Select(live => $"; live={live}")),
        (1, Gen.OneOf("instance-lost", "instance-regained").Select(live => $"; live={live}")));

    private static readonly Gen<string> TaskText = Gen.Select(
        Gen.Int[1, 30],
        Trouble,
        Gen.OneOf("documented", "wrapped", "usage-in-data", "tokens-in-data", "camel", "bare"),
        (duration, trouble, shape) => FormattableString.Invariant($"x [[duration={duration}ms; result=here; shape={shape}{trouble}]]"));

    /// <summary>Any schedule.</summary>
    public static readonly Gen<FaultSchedule> Any = Gen.Enum<Flow>().SelectMany(flow => Gen.Select(
        Gen.Bool,
        TaskText,
        Gen.Frequency((2, FaultOf(flow == Flow.RunAndWait ? "/start/run-task" : "/start/start-session")), (2, FaultOf(Sending)), (3, FaultOf(Look)), (2, FaultOf(Link))).Array[1, 5],
        (isInline, task, faults) => new FaultSchedule(flow, isInline, task, faults)));

    /// <summary>What becomes of a request that starts work at a path, by the contract: never sent again once it may have arrived.</summary>
    public Start StartAt(string path)
    {
        var requests = 0;
        foreach (var fault in Faults.Where(f => f.PathPrefix == path).SelectMany(f => Enumerable.Repeat(f, f.Count)))
        {
            requests++;
            switch (fault)
            {
                case { Kind: FaultKind.Delay }:
                    return new Start(requests, null, IsStarted: true, IsNamed: true);
                case { Kind: FaultKind.Status, Status: 429 or 503 } when RetryAfter(fault) != TooLong:
                    continue;
                case { Kind: FaultKind.Status, Status: 429 or 503 }:
                    return new Start(requests, fault.Status == 429 ? WebRunErrorId.RateLimited : WebRunErrorId.ServiceUnavailable, IsStarted: false, IsNamed: false);
                case { Kind: FaultKind.Status or FaultKind.CutBefore }:
                    return new Start(requests, WebRunErrorId.OutcomeUnknown, IsStarted: false, IsNamed: false);
                case { Kind: FaultKind.BrokenBody }:
                    return new Start(requests, WebRunErrorId.InvalidResponse, IsStarted: true, IsNamed: true);
                case { Kind: FaultKind.EmptyBody or FaultKind.HtmlBody, Status: null }:
                    return new Start(requests, WebRunErrorId.InvalidResponse, IsStarted: true, IsNamed: false);
                default:
                    return new Start(requests, WebRunErrorId.OutcomeUnknown, IsStarted: true, IsNamed: false);
            }
        }

        return new Start(requests + 1, null, IsStarted: true, IsNamed: true);
    }

    public override string ToString() =>
        $"{Flow}, inline {IsInline}, {Task}\n  {string.Join("\n  ", Faults.Select(f => $"{f.PathPrefix} {f.Kind} {f.Status} x{f.Count} {f.Delay.TotalMilliseconds} ms, Retry-After {RetryAfter(f)}"))}";

    private static Gen<Fault> FaultOf(string path)
    {
        var startsWork = path is not (Look or Link);

        // With 429 and 503 the service says that nothing was started, so what was started never gets them.
        var afterwards = startsWork ? Gen.OneOf(500, 502, 504) : Gen.OneOf(429, 500, 502, 503, 504);
        var kind = Gen.Frequency<(FaultKind, int?)>(
            (2, Gen.Const<(FaultKind, int?)>((FaultKind.CutBefore, null))),
            (2, Gen.Const<(FaultKind, int?)>((FaultKind.CutAfter, null))),
            (6, Gen.OneOf(429, 429, 500, 502, 503, 503, 504).Select(status => (FaultKind.Status, (int?)status))),
            (2, afterwards.Select(status => (FaultKind.StatusAfter, (int?)status))),
            (3, Gen.Const<(FaultKind, int?)>((FaultKind.Delay, null))),
            (1, Gen.Const<(FaultKind, int?)>((FaultKind.BrokenBody, null))),
            (2, Gen.Select(Gen.OneOf(FaultKind.EmptyBody, FaultKind.HtmlBody), Gen.OneOf(Gen.Const(() => (int?)null), afterwards.Select(status => (int?)status)))));
        var retryAfter = path == Sending ? Gen.OneOf<int?>(null, null, 0, 1, 30) : Gen.OneOf<int?>(null, null, null, 0, 1, 30, TooLong);
        return Gen.Select(kind, retryAfter, Gen.Int[0, 30], Gen.Int[1, 3], (how, wait, delay, count) => new Fault
        {
            PathPrefix = path,
            Kind = how.Item1,
            Status = how.Item2,
            Headers = wait is { } seconds ? new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture) } : new Dictionary<string, string>(StringComparer.Ordinal),
            Delay = TimeSpan.FromMilliseconds(delay),
            Count = count,
        });
    }

    private static int? RetryAfter(Fault fault) => fault.Headers.TryGetValue("Retry-After", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

/// <summary>A way through the client.</summary>
internal enum Flow
{
    /// <summary>InvokeTaskAsync, which opens the session first.</summary>
    Invoke,

    /// <summary>RunTaskAsync, WaitTaskAsync.</summary>
    RunAndWait,

    /// <summary>StartSessionAsync, SendTaskAsync, WaitTaskAsync, and TerminateSessionAsync whatever came.</summary>
    Session,
}

/// <summary>What becomes of a request that starts work.</summary>
/// <param name="Requests">How often it is sent.</param>
/// <param name="Error">The error that the client gives; null for none.</param>
/// <param name="IsStarted">Whether the service acts upon it.</param>
/// <param name="IsNamed">Whether the client hears the session's id.</param>
internal sealed record Start(int Requests, WebRunErrorId? Error, bool IsStarted, bool IsNamed)
{
    /// <summary>Whether the client cannot tell if a session is open, nor which.</summary>
    public bool IsInDoubt => Error is WebRunErrorId.OutcomeUnknown or WebRunErrorId.InvalidResponse && !IsNamed;
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever breaks: a command starts at most one task, a look still brings the result, the error is one of the listed.</summary>
public class FaultTests
{
    private static readonly string[] Listed =
    [
        "ApiKeyMissing", "Unauthorized", "InsufficientBalance", "Forbidden", "InvalidParameter", "SessionNotFound", "TaskNotFound",
        "TaskAlreadyRunning", "RateLimited", "SessionLimitReached", "ServiceUnavailable", "ConnectionFailed", "OutcomeUnknown",
        "InvalidResponse", "TaskFailed", "TaskTimeout", "BudgetExceeded", "UnsafeAddress",
    ];

    private static readonly TheoryData<FaultKind, int?> All = new(
        Enum.GetValues<FaultKind>().Where(k => k is not (FaultKind.Status or FaultKind.StatusAfter)).Select(k => (k, (int?)null))
            .Concat(new[] { 500, 502, 504 }.Select(s => (FaultKind.StatusAfter, (int?)s)))
            .Concat(new[] { 400, 401, 402, 403, 404, 409, 429, 500, 502, 503, 504, 302 }.Select(s => (FaultKind.Status, (int?)s))));

    /// <summary>In a small run one of each sort: refused, refused for now, lost before and after, not readable.</summary>
    public static TheoryData<FaultKind, int?> Kinds { get; } = TestSize.Of(
        new TheoryData<FaultKind, int?>
        {
            { FaultKind.CutBefore, null },
            { FaultKind.CutAfter, null },
            { FaultKind.HtmlBody, null },
            { FaultKind.StatusAfter, 500 },
            { FaultKind.Status, 401 },
            { FaultKind.Status, 404 },
            { FaultKind.Status, 429 },
            { FaultKind.Status, 503 },
        },
        All);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task New_session_opens_at_most_one(FaultKind kind, int? status)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(Fault(kind, status, "/start/start-session"));

        var result = engine.Run("New-WebRunSession 'x [[duration=1ms]]'");

        AssertOneOrListed(result, emulator, mostTasks: 1);
        Assert.True(emulator.Recorder.Sessions.Count <= 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_starts_at_most_one_task(FaultKind kind, int? status)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession").MustSucceed();
        emulator.Faults.Add(Fault(kind, status, "/start/send-message"));

        var result = engine.Run("$s | Send-WebRunTask 'x [[duration=1ms]]' -Wait");

        AssertOneOrListed(result, emulator, mostTasks: 1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stop_ends_the_session_or_says_that_it_did_not(FaultKind kind, int? status)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession").MustSucceed();
        emulator.Faults.Add(Fault(kind, status, "/start/send-message"));

        var result = engine.Run("$s | Stop-WebRunSession");

        Assert.True(result.Errors.Count > 0 || emulator.Recorder.OpenSessions == 0 || status == 404);
        Assert.All(result.Errors, e => Assert.Contains(e.FullyQualifiedErrorId.Split(',')[0], Listed));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Wait_still_brings_the_result(FaultKind kind, int? status)
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        using var engine = new Engine(emulator);
        emulator.Faults.Add(Fault(kind, status, "/task/"));

        var result = engine.Run("Invoke-WebRunTask 'x [[duration=1ms; result=here]]' -PollInterval 1").MustSucceed();

        Assert.Equal("here", result["Message"]);
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Look_brings_the_result_or_a_listed_error(FaultKind kind, int? status)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$t = Invoke-WebRunTask 'x [[duration=1ms; result=here]]' -NoWait; $null = $t | Wait-WebRunTask").MustSucceed();
        emulator.Faults.Add(Fault(kind, status, "/task/"));

        var result = engine.Run("$t | Get-WebRunTask");

        if (status is null or >= 429)
        {
            Assert.Equal("here", result.MustSucceed()["Message"]);
        }
        else if (result.Errors.Count > 0)
        {
            Assert.Contains(result.ErrorId, Listed);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Health_is_asked_again(FaultKind kind, int? status)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(Fault(kind, status, "/start/health"));

        var result = engine.Run("Test-WebRunService");

        Assert.All(result.Errors, e => Assert.Contains(e.FullyQualifiedErrorId.Split(',')[0], Listed));
        Assert.True(result.Errors.Count == 0 || status is >= 300 and < 429);
    }

    internal static void AssertOneOrListed(EngineResult result, WebRunEmulator emulator, int mostTasks)
    {
        Assert.Equal(1, result.Output.Count + result.Errors.Count);
        Assert.All(result.Errors, e => Assert.Contains(e.FullyQualifiedErrorId.Split(',')[0], Listed));
        Assert.True(emulator.Recorder.StartedTasks <= mostTasks, $"{emulator.Recorder.StartedTasks} tasks were started.");
    }

    internal static Fault Fault(FaultKind kind, int? status, string path) => new()
    {
        Kind = kind,
        Status = status,
        PathPrefix = path,
        Headers = status == 302 ? new Dictionary<string, string>(StringComparer.Ordinal) { ["Location"] = "https://elsewhere.example/" } : new Dictionary<string, string>(StringComparer.Ordinal),
    };

    internal static Task<WebRunEmulator> StartAsync(double inlineWindow = 50) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });
}

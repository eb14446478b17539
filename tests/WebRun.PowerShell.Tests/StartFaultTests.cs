using System;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever breaks when a task is sent: at most one is started, and while the live link reports on it, its result comes.</summary>
public class StartFaultTests
{
    [Theory]
    [MemberData(nameof(FaultTests.Kinds), MemberType = typeof(FaultTests))]
    public async Task Invoke_starts_at_most_one_task(FaultKind kind, int? status)
    {
        await using var emulator = await FaultTests.StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(FaultTests.Fault(kind, status, "/start/send-message"));

        var result = engine.Run("Invoke-WebRunTask 'x [[duration=1ms; result=here]]'");

        FaultTests.AssertOneOrListed(result, emulator, mostTasks: 1);
        Assert.True(kind is not (FaultKind.CutAfter or FaultKind.StatusAfter) || (result.Errors.Count == 0 && result["Message"] == "here"));
    }

    [Theory]
    [MemberData(nameof(FaultTests.Kinds), MemberType = typeof(FaultTests))]
    public async Task Invoke_without_a_link_starts_at_most_one_task(FaultKind kind, int? status)
    {
        await using var emulator = await FaultTests.StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 });
        emulator.Faults.Add(FaultTests.Fault(kind, status, "/start/send-message"));

        var result = engine.Run("Invoke-WebRunTask 'x [[duration=1ms]]'");

        FaultTests.AssertOneOrListed(result, emulator, mostTasks: 1);
        if (kind is FaultKind.CutAfter or FaultKind.StatusAfter)
        {
            Assert.Equal("OutcomeUnknown", result.ErrorId);
            Assert.Contains(emulator.Recorder.Sessions[0].SessionId, result.Errors[0].ToString(), StringComparison.Ordinal);
        }
    }
}

using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The key is in no stream of any command, whatever is switched on.</summary>
public class SecrecyTests
{
    [Fact]
    public async Task Key_is_in_no_stream_of_any_command()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, InlineWindow = TimeSpan.Zero });
        using var engine = new Engine();
        var on = "-Verbose -Debug";
        var success =
            $$"""
            Connect-WebRun {{Engine.Key}} -BaseUri {{emulator.BaseUri}} -PassThru {{on}}
            Get-WebRunContext {{on}}
            Test-WebRunService {{on}}
            Invoke-WebRunTask 'a [[duration=1ms]]' {{on}} -PollInterval 1
            $s = New-WebRunSession {{on}}; $s
            $t = $s | Send-WebRunTask 'b [[duration=1ms]]' {{on}}; $t
            $t | Get-WebRunTask {{on}}
            $t | Wait-WebRunTask {{on}} -PollInterval 1
            $t | Measure-WebRunCost {{on}}
            $w = $s | Send-WebRunTask 'c [[duration=200ms]]' {{on}}
            $w | Watch-WebRunSession {{on}}
            $w = $s | Send-WebRunTask 'd [[duration=1m]]' {{on}}
            $w | Suspend-WebRunTask {{on}} -PassThru
            $w | Resume-WebRunTask {{on}}
            $w | Stop-WebRunTask {{on}}
            $w | Show-WebRunSession {{on}}
            $s | Stop-WebRunSession -PassThru {{on}}
            """;

        var results = new[]
        {
            engine.Run(success),
            Failing(401, $$"""{"success":false,"error":"key {{Engine.Key}} is wrong","code":"INVALID_API_KEY"}"""),
            Failing(200, $"<html>Authorization: Bearer {Engine.Key}</html>"),
            Failing(500, Engine.Key),
            engine.Run($"Disconnect-WebRun {on}"),
        };

        var commands = engine.Run("Get-Command -Module WebRun.PowerShell").Output.Count;
        var used = success.Split('\n').Where(line => line.Contains(on, StringComparison.Ordinal)).SelectMany(line => line.Split(' ')).Where(word => word.Contains("-WebRun", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Count();
        Assert.Equal(commands, used + 1);
        Assert.Contains(results[0].Streams.Debug, d => d.Message.Contains("sessionId", StringComparison.Ordinal));
        Assert.Contains(results[0].Streams.Verbose, v => v.Message.Contains("start/run-task", StringComparison.Ordinal));
        Assert.All(results, r => Assert.DoesNotContain(Engine.Key, Everything(r), StringComparison.Ordinal));

        EngineResult Failing(int status, string body)
        {
            emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = status, Body = body, Count = 50, PathPrefix = "/start/" });
            var result = engine.Run($"Invoke-WebRunTask a {on}; New-WebRunSession {on}; Send-WebRunTask a s1 {on}; $Error");
            emulator.Faults.Clear();
            Assert.NotEmpty(result.Errors);
            return result;
        }
    }

    private static string Everything(EngineResult result) => string.Join(
        '\n',
        result.Output.Select(o => o + PSSerializer.Serialize(o))
            .Concat(result.Errors.Select(e => e + e.Exception.ToString() + e.ErrorDetails?.RecommendedAction + PSSerializer.Serialize(e)))
            .Concat(result.Streams.Verbose.Select(r => r.Message))
            .Concat(result.Streams.Debug.Select(r => r.Message))
            .Concat(result.Streams.Warning.Select(r => r.Message))
            .Concat(result.Streams.Information.Select(r => r.ToString()))
            .Concat(result.Streams.Progress.Select(r => r.ToString())));
}

using System;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What is bound is exactly what a row shows: PowerShell leaves out what it cannot convert, and makes text of any object.</summary>
public class RowValueTests
{
    [Theory]
    [InlineData("@{ Task = 17; Prompt = 'find [[duration=1ms]]'; Card = '4111' }", "Task and Prompt, which are two names of TaskDetails")]
    [InlineData("@{ TaskDetails = 'a'; Prompt = 'b' }", "TaskDetails and Prompt")]
    [InlineData("@{ Task = 3.5; Card = '4111' }", "'3.5' is a number, not a task")]
    [InlineData("@{ Prompt = 'a', 'b' }", "It is a list, not a task")]
    [InlineData("@{ Task = @{ a = 1 } }", "It is a table, not a task")]
    [InlineData("@{ Task = [pscustomobject]@{ Task = 'x' } }", "It is an object, not a task")]
    [InlineData("@{ Task = [securestring]::new(); Prompt = '' }", "It is a SecureString, not a task")]
    [InlineData("@{ Task = { 'x' } }", "script block")]
    [InlineData("@{ Task = $true; TaskDetails = $null }", "'True' is true or false, not a task")]
    [InlineData("@{ Task = ''; Card = '4111' }", "TaskDetails is missing")]
    [InlineData("@{ Task = [DBNull]::Value; Card = '4111' }", "TaskDetails is missing")]
    public async Task Object_that_is_not_text_never_becomes_a_task(string properties, string why)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var session = engine.Run("(New-WebRunSession -KeepAlive).SessionId").MustSucceed().Single;
        var before = emulator.Recorder.Requests.Count;

        foreach (var command in new[] { "Invoke-WebRunTask", "New-WebRunSession", $"Send-WebRunTask -SessionId {session}" })
        {
            // Alone, as the first and as a later row, and as a table.
            var result = engine.Run($"$r = [ordered]{properties}; [pscustomobject]$r, [pscustomobject]$r, $r | {command}");

            Assert.Equal(3, result.Errors.Count);
            Assert.All(result.Errors, error => Assert.Contains(why, error.ToString(), StringComparison.Ordinal));
            Assert.Empty(result.Output);
        }

        Assert.Equal(before, emulator.Recorder.Requests.Count);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask @{ a = 1 }")]
    [InlineData("Invoke-WebRunTask 17")]
    [InlineData("Invoke-WebRunTask ([pscustomobject]@{ Task = 'x' })")]
    [InlineData("Invoke-WebRunTask @('x', 'y')")]
    [InlineData("Invoke-WebRunTask $none")]
    [InlineData("New-WebRunSession ''")]
    [InlineData("New-WebRunSession $none")]
    [InlineData("Send-WebRunTask (Get-Date) s1")]
    [InlineData("7 | Invoke-WebRunTask -TaskDetails { $_ }")]
    [InlineData("[pscustomobject]@{ a = 'x' } | Invoke-WebRunTask -TaskDetails { $_ }")]
    [InlineData("[pscustomobject]@{ a = 'x' } | Invoke-WebRunTask -TaskDetails { $_.b }")]
    [InlineData("'' | Invoke-WebRunTask")]
    [InlineData("[uri]'https://a.example' | Invoke-WebRunTask")]
    [InlineData(",@('a', 'b') | Invoke-WebRunTask")]
    [InlineData("$none | Invoke-WebRunTask")]
    [InlineData("Invoke-WebRunTask 10.0.0.1")]
    [InlineData("'192.168.1.1:8080/x' | Invoke-WebRunTask")]
    [InlineData("New-WebRunSession localhost")]
    [InlineData("[pscustomobject]@{ Task = '//amazon.com' } | Invoke-WebRunTask")]
    [InlineData("Invoke-WebRunTask '<https://amazon.com>'")]
    [InlineData("Invoke-WebRunTask '\"https://amazon.com\", (shop.example)'")]
    [InlineData("Invoke-WebRunTask about:blank")]
    [InlineData("Invoke-WebRunTask '[2001:db8::1]:8443/x'")]
    [InlineData("Invoke-WebRunTask '::1'")]
    public async Task Nothing_else_becomes_a_task_either(string script)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        Assert.Single(engine.Run(script).Errors);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Theory]
    [InlineData("ReachOutMode = 'maybe'")]
    [InlineData("MaxInputTokens = 3000000000")]
    [InlineData("MaxOutputTokens = [ulong]::MaxValue")]
    [InlineData("MaxCost = @(7)")]
    [InlineData("MaxCost = @{ a = 1 }")]
    [InlineData("MaxCost = Get-Date")]
    [InlineData("MaxCost = [pscustomobject]@{ a = 1 }")]
    [InlineData("MaxCost = [securestring]::new()")]
    [InlineData("PolicyId = 'a', 'b'")]
    [InlineData("PolicyId = [version]'1.2'")]
    [InlineData("EnvironmentId = @{}")]
    [InlineData("EnvironmentId = [pscustomobject]@{ EnvironmentId = $null }")]
    [InlineData("Timeout = @{ Seconds = 5 }")]
    [InlineData("File = @{ Path = 'x' }")]
    [InlineData("Url = 'https://a.example'; StartingUrl = 'https://a.example'")]
    public async Task Cell_that_cannot_be_used_is_refused_in_any_row(string cell)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var environment = engine.Run("($e = New-WebRunEnvironment e).EnvironmentId").MustSucceed().Single;

        var result = engine.Run($$"""
            $good = [pscustomobject]@{ Task = 'good [[duration=1ms]]'; MaxCost = 9; MaxInputTokens = 5; MaxOutputTokens = 5; PolicyId = 'p'; EnvironmentId = '{{environment}}'; Timeout = 90; ReachOutMode = 'Off'; StartingPoint = 'https://f.example' }
            $bad = [pscustomobject]@{ Task = 'bad'; {{cell}} }
            $bad, $good, $bad, @{ Task = 'bad'; {{cell}} }, $good | Invoke-WebRunTask
            """);

        Assert.Equal(3, result.Errors.Count);
        var name = cell.Split(' ')[0];
        Assert.All(result.Errors, error => Assert.Contains(name, error.ToString(), StringComparison.Ordinal));
        Assert.All(result.Errors, error => Assert.DoesNotContain("this form of the command", error.ToString(), StringComparison.Ordinal));
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(2, emulator.Recorder.Tasks.Count(task => task.TaskDetails.Length > 0));
    }

    [Fact]
    public async Task Tables_of_json_are_tables()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run("""'{"Task":"x [[duration=1ms]]","Proxy":{"country":"fr","Level":"Chrome"},"Webhook":{"Url":"https://h.example/x","SubmittedData":"just_ping"}}' | ConvertFrom-Json | Invoke-WebRunTask""").MustSucceed();
        var refused = engine.Run("""'{"Task":"x","Proxy":{"Land":"FR"}}' | ConvertFrom-Json | Invoke-WebRunTask""");

        Assert.Contains("Land", Assert.Single(refused.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal("FR", Assert.Single(emulator.Recorder.Sessions).Proxy?.Country);
        Assert.Contains(emulator.Recorder.Requests, request => request.Body.Contains("https://h.example/x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Empty_name_is_as_if_it_were_not_there_and_no_row_leaves_anything_to_the_next()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var tasks = engine.Run("""
            [pscustomobject]@{ TaskDetails = ''; Prompt = '1 [[duration=1ms]]'; StartingPoint = ''; StartingUrl = $null; Url = 'https://u.example'; MaxCost = 3 },
            [pscustomobject]@{ Task = '2 [[duration=1ms]]'; MaxCost = [DBNull]::Value; PolicyId = [DBNull]::Value; File = [DBNull]::Value },
            @{ prompt = '3 [[duration=1ms]]'; task = $null; url = 'https://v.example'; maxcost = '4' },
            [pscustomobject]@{ Task = '4 [[duration=1ms]]'; StartingPoint = $null }, '5 [[duration=1ms]]' | Invoke-WebRunTask -ThrottleLimit 1
            """).MustSucceed();

        Assert.Equal(
            ["1|https://u.example/|3", "2||", "3|https://v.example/|4", "4||", "5||"],
            tasks.Output.Select(task => $"{task.Properties["TaskDetails"].Value.ToString()![0]}|{task.Properties["StartingPoint"].Value}|{task.Properties["MaxCost"].Value}"));
    }

    [Theory]
    [InlineData("-MaxCost { $_.Typo }")]
    [InlineData("-MaxDuration { '' }")]
    [InlineData("-PolicyId { $_.Typo }")]
    [InlineData("-StartingPoint { [DBNull]::Value }")]
    [InlineData("-AvoidDomain { , @() }")]
    public async Task Block_that_gives_nothing_is_refused(string block)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"[pscustomobject]@{{ Task = 'x' }}, 'y' | Invoke-WebRunTask {block}");

        Assert.Equal(2, result.Errors.Count);
        Assert.Empty(emulator.Recorder.Requests);
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
}

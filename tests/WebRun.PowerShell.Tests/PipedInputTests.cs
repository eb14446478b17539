using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What is piped is used, or refused with what was meant; nothing is sent for it.</summary>
public sealed class PipedInputTests : IDisposable
{
    private const string NotBound = "InputObjectNotBound";

    private static readonly Regex Ids = new("\"files\":\\[[^]]*\\]|\"sessionId\":\"[^\"]*\"", RegexOptions.None, TimeSpan.FromSeconds(1));

    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-piped-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("$s | Invoke-WebRunTask 'x'", "InvalidParameter", "Send-WebRunTask")]
    [InlineData("$s | New-WebRunSession", "InvalidParameter", "Send-WebRunTask")]
    [InlineData("$hello | Invoke-WebRunTask", "InvalidParameter", "Send-WebRunTask")]
    [InlineData("$hello | Export-Clixml s; Import-Clixml s | Invoke-WebRunTask", "InvalidParameter", "Send-WebRunTask")]
    [InlineData("$hello | ConvertTo-Json | ConvertFrom-Json | Invoke-WebRunTask", "InvalidParameter", "Send-WebRunTask")]
    [InlineData("[pscustomobject]@{ SessionId = 's1'; Task = 'x' } | Invoke-WebRunTask", "InvalidParameter", "Send-WebRunTask")]
    [InlineData("'https://a.example' | Invoke-WebRunTask -TaskDetails 'Tell the title'", NotBound, "-StartingPoint { $_ }")]
    [InlineData("'keyboards' | Invoke-WebRunTask 'Tell the price'", NotBound, "-TaskDetails {")]
    [InlineData("1 | Invoke-WebRunTask 'x'", NotBound, "'1' would not be used")]
    [InlineData("[pscustomobject]@{ Shop = 'q'; Row = 2 } | Invoke-WebRunTask 'x'", NotBound, "'Shop', 'Row'")]
    [InlineData("[pscustomobject]@{ Shop = 'q' } | New-WebRunSession 'x'", NotBound, "'Shop'")]
    [InlineData("'y' | Send-WebRunTask 'x' -SessionId s1", NotBound, "-TaskDetails {")]
    [InlineData("$null | Invoke-WebRunTask 'x'", NotBound, "null")]
    [InlineData("$t | Invoke-WebRunTask 'x'", "InvalidParameter", "New-WebRunSession")]
    [InlineData("$t | ConvertTo-Csv | ConvertFrom-Csv | Invoke-WebRunTask 'x'", "InvalidParameter", "New-WebRunSession")]
    [InlineData("[pscustomobject]@{ TriggerId = 't1'; TaskDetails = 'x' } | Invoke-WebRunTask", "InvalidParameter", "Start-WebRunTrigger")]
    [InlineData("Get-Item a.pdf | Invoke-WebRunTask", "InvalidParameter", "Upload this file")]
    [InlineData("Get-Item a.pdf | Invoke-WebRunTask 'x' -File b.pdf", NotBound, "would not be used")]
    [InlineData("Get-Item . | Invoke-WebRunTask 'x'", "InvalidParameter", "folder")]
    [InlineData("'a' | Start-WebRunTrigger t1", NotBound, "would not be used")]
    [InlineData("'a' | Remove-WebRunTrigger t1 -Confirm:$false", NotBound, "would not be used")]
    [InlineData("'a' | Remove-WebRunEnvironment e1 -Confirm:$false", NotBound, "would not be used")]
    [InlineData("'a' | Save-WebRunEnvironmentProfile -EnvironmentId e1", NotBound, "would not be used")]
    [InlineData("'a' | Suspend-WebRunTask -SessionId s1", NotBound, "would not be used")]
    [InlineData("'a' | Resume-WebRunTask -SessionId s1", NotBound, "would not be used")]
    [InlineData("Get-Item . | Resume-WebRunTask '1234'", "InvalidParameter", "has no SessionId")]
    [InlineData("$t | Resume-WebRunTask { '1234' }", "PositionalParameterNotFound", "positional parameter")]
    [InlineData("'a' | Get-WebRunTask s1 t1", NotBound, "would not be used")]
    [InlineData("'a' | Wait-WebRunTask s1 t1", NotBound, "would not be used")]
    [InlineData("'a' | Watch-WebRunSession s1", NotBound, "would not be used")]
    [InlineData("'a' | Send-WebRunInput s1 -Key Enter", NotBound, "would not be used")]
    [InlineData("Get-Item . | Stop-WebRunSession", "ParameterArgumentTransformationError", "has no SessionId")]
    [InlineData("[pscustomobject]@{ Id = 1 } | Remove-WebRunTrigger -Confirm:$false", "ParameterArgumentTransformationError", "has no TriggerId")]
    [InlineData("[pscustomobject]@{ Id = 1 } | Get-WebRunFile", "ParameterArgumentTransformationError", "has no EnvironmentId")]
    [InlineData("[pscustomobject]@{ Id = 1 } | New-WebRunEnvironment", NotBound, "cannot be bound")]
    public async Task Nothing_is_sent_for_what_would_not_be_used(string script, string id, string words)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        engine.Run("$s = New-WebRunSession -KeepAlive; $hello = New-WebRunSession 'hello [[duration=1ms]]' -KeepAlive; $t = Invoke-WebRunTask 'first [[duration=1ms]]'").MustSucceed();
        var before = emulator.Recorder.Requests.Count(request => request.Method != "GET");

        var result = engine.Run($"$r = 'kept'; $r = & {{ {script} }}; $r");

        Assert.Contains(id, result.ErrorId, StringComparison.Ordinal);
        Assert.Contains(words, result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(result.Output, value => value is not null);
        Assert.Equal(before, emulator.Recorder.Requests.Count(request => request.Method != "GET"));
    }

    [Fact]
    public async Task Refused_object_is_the_target_and_the_others_run()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        var result = engine.Run("[pscustomobject]@{ Shop = 'q' }, [pscustomobject]@{ Url = 'https://b.example' } | Invoke-WebRunTask 'x [[duration=1ms]]'");

        Assert.Equal(("q", "https://b.example/"), (((dynamic)Assert.Single(result.Errors).TargetObject).Shop, result["StartingPoint"]));
    }

    [Fact]
    public async Task Files_are_given_to_the_task()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        engine.Run("""
            Get-ChildItem *.pdf | Invoke-WebRunTask 'Upload this file [[duration=1ms]]'
            Get-Item a.pdf | Export-Clixml f; Import-Clixml f | Invoke-WebRunTask 'x [[duration=1ms]]'
            Send-WebRunFile a.pdf | Invoke-WebRunTask 'x [[duration=1ms]]'
            """).MustSucceed();

        Assert.Equal([1, 1, 1, 1], emulator.Recorder.Tasks.Where(task => task.TaskDetails.Length > 0).Select(task => task.FileIds.Count));
    }

    [Theory]
    [InlineData("$t")]
    [InlineData("$failed[0].TargetObject")]
    [InlineData("$(Export-Clixml t -InputObject $t; Import-Clixml t)")]
    [InlineData("($t | ConvertTo-Json -Depth 5 | ConvertFrom-Json)")]
    [InlineData("($t | ConvertTo-Json -Depth 5 -EnumsAsStrings | ConvertFrom-Json)")]
    [InlineData("($t | ConvertTo-Csv | ConvertFrom-Csv)")]
    [InlineData("($t | ConvertTo-Csv | ConvertFrom-Csv | Get-WebRunTask)")]
    [InlineData("($t | ConvertTo-Json -Depth 5 | ConvertFrom-Json | Wait-WebRunTask)")]
    [InlineData("$j")]
    public async Task Task_runs_again_with_all_that_it_ran_with(string task)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        engine.Run("""
            $e = New-WebRunEnvironment e
            $how = @{ StartingPoint = 'https://p.example/x'; EnvironmentId = $e; PolicyId = 'p1'; Proxy = 'socks5://p.example:99'; ReachOutMode = 'GuardrailOnly'; MaxDuration = '90s'; MaxInputTokens = 7000; MaxOutputTokens = 8000
                MaxCost = 3; Timeout = '2m'; AvoidDomain = 'q.example', 'r.example'; OutputSchema = @{ a = 'int' }; File = 'a.pdf', 'b.pdf'; WarningAction = 'Ignore' }
            $t = Invoke-WebRunTask 'a [[duration=1ms; result={"a":1}]]' @how
            Invoke-WebRunTask 'a [[duration=1ms; fail=PAGE_CRASH]]' @how -ErrorAction SilentlyContinue -ErrorVariable failed
            $null = 'a [[duration=1ms; result={"a":1}]]' | Invoke-WebRunTask @how -JournalPath j; $j = 'a [[duration=1ms; result={"a":1}]]' | Invoke-WebRunTask @how -JournalPath j
            """).MustSucceed();
        var first = Ran(emulator, () => engine.Run("Invoke-WebRunTask 'a [[duration=1ms; result={\"a\":1}]]' @how"));

        var again = Ran(emulator, () => engine.Run($"{task} | Invoke-WebRunTask -WarningAction Ignore"));

        if (!task.Contains("failed", StringComparison.Ordinal))
        {
            Assert.Equal(first, again);
        }

        Assert.Contains("\"p1\"", again, StringComparison.Ordinal);
        var kept = engine.Run($"$x = {task} | Invoke-WebRunTask -WarningAction Ignore -ErrorAction SilentlyContinue -ErrorVariable bad; if (-not $x) {{ $x = $bad[0].TargetObject }}; $x.MaxCost; $x.Timeout.TotalMinutes; $x.File.Count; $x.Proxy").MustSucceed();
        Assert.Equal(["3", "2", "2", "socks://p.example:99"], kept.Output.Select(value => value.ToString()));
    }

    [Theory]
    [InlineData("-Secret @{ all = @{ p = 'x' } }", "Secret")]
    [InlineData("-Webhook https://h.example/secret", "Webhook")]
    [InlineData("-Proxy http://u:p@p.example:9", "Proxy")]
    public async Task What_a_task_does_not_keep_is_asked_for(string given, string name)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        engine.Run($"$t = Invoke-WebRunTask 'a [[duration=1ms]]' {given} -WarningAction Ignore").MustSucceed();

        foreach (var task in new[] { "$t", "($t | ConvertTo-Csv | ConvertFrom-Csv)" })
        {
            var refused = engine.Run($"{task} | Invoke-WebRunTask");
            Assert.Equal("InvalidParameter", refused.ErrorId);
            Assert.Contains($"give -{name} again", refused.Errors[0].ToString(), StringComparison.Ordinal);
            engine.Run($"{task} | Invoke-WebRunTask {given} -WarningAction Ignore").MustSucceed();
        }
    }

    [Fact]
    public async Task Next_task_of_a_session_takes_nothing_from_the_one_before()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        engine.Run("""
            $s = New-WebRunSession; $t = $s | Send-WebRunTask 'one [[duration=1ms]]' -Wait -StartingPoint https://p.example/x -MaxDuration 9s -MaxCost 3 -Timeout 1m
            $t, ($t | ConvertTo-Json | ConvertFrom-Json), ($s | ConvertTo-Json | ConvertFrom-Json) | Send-WebRunTask 'two [[duration=1ms]]' -Wait; $t | Send-WebRunTask 'two [[duration=1ms]]'; $s | Stop-WebRunSession
            """).MustSucceed();

        Assert.Equal([true, false], emulator.Recorder.Requests.Where(r => r.Path == "/start/send-message").Select(r => r.Body.Contains("p.example", StringComparison.Ordinal) || r.Body.Contains("maxDuration", StringComparison.Ordinal)).Distinct());
    }

    /// <summary>The bodies that a script has sent, without the ids of sessions and files, which differ.</summary>
    private static string Ran(WebRunEmulator emulator, Action run)
    {
        var before = emulator.Recorder.Requests.Count;
        run();
        var bodies = emulator.Recorder.Requests.Skip(before).Where(r => r.Path is "/start/send-message" or "/start/start-session").Select(r => r.Body);
        return Ids.Replace(string.Join("\n", bodies), match => match.Value[..7] + match.Value.Count(c => c == ','));
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });

    private Engine Here(WebRunEmulator emulator)
    {
        File.WriteAllText(Path.Combine(_folder, "a.pdf"), "a");
        File.WriteAllText(Path.Combine(_folder, "b.pdf"), "b");
        var engine = new Engine(emulator);
        engine.Run($"Set-Location -LiteralPath '{_folder}'").MustSucceed();
        return engine;
    }
}

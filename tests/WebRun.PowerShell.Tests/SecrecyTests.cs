using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The canary: a key and a secret answer with marks of their own turn up nowhere but where they have to, whatever is switched on.</summary>
public class SecrecyTests
{
    private const string On = "-Verbose -Debug";

    [Fact]
    public async Task Key_and_secret_answer_are_in_no_stream_of_any_command()
    {
        await using var emulator = await StartAsync();
        await using var foreign = await StartAsync();
        using var engine = new Engine();

        var results = new[]
        {
            engine.Run(Success(emulator)),
            Failing(401, $$"""{"success":false,"error":"key {{Engine.Key}} is wrong","code":"INVALID_API_KEY"}"""),
            Failing(200, $"<html>Authorization: Bearer {Engine.Key}</html>"),
            Failing(500, Engine.Key),
            Failing(200, $$"""{"success":true,"sessionId":"s1","taskId":"t1","status":"pending","pollUrl":"{{foreign.BaseUri}}task/s1/t1","socketURL":"{{foreign.BaseUri}}"}"""),
            engine.Run($"Disconnect-WebRun {On}; Connect-WebRun -SecretName none -BaseUri {emulator.BaseUri} {On}; $Error"),
        };

        Assert.Equal(engine.Run("(Get-Command -Module WebRun.PowerShell).Name").Output.Select(c => $"{c}").Order(), CommandsIn(Success(emulator)).Order());
        Assert.Contains(results[0].Streams.Debug, d => d.Message.Contains("sessionId", StringComparison.Ordinal));
        Assert.Contains(results[0].Streams.Verbose, v => v.Message.Contains("start/send-message", StringComparison.Ordinal));
        Assert.All(results, r => Canary.AssertClean(Everything(r)));
        Canary.AssertClean([await File.ReadAllTextAsync(Path.Combine(Environment.GetEnvironmentVariable("CANARY_FOLDER")!, "j.jsonl"), TestContext.Current.CancellationToken)]);
        Assert.NotEmpty(TestState.Ledger());
        Canary.AssertClean(TestState.Ledger().Select(file => file.Path + file.Content));
        Canary.AssertClean(Directory.GetFiles(Path.Combine(TestState.Folder, "costs")).Select(path => path + File.ReadAllText(path)));
        Canary.AssertClean(emulator.Recorder.Requests.Select(r => r.Path));
        Canary.AssertClean(emulator.Recorder.Requests.Where(r => !r.Body.Contains("\"guardrail\"", StringComparison.Ordinal) && !r.Body.Contains("\"TYPE\"", StringComparison.Ordinal)).Select(r => r.Body));
        Assert.Contains(emulator.Recorder.Requests, r => r.Body.Contains(Canary.Answer, StringComparison.Ordinal));
        Assert.Empty(foreign.Recorder.Requests);
        Assert.Empty(foreign.Recorder.Sockets);

        EngineResult Failing(int status, string body)
        {
            // Who is asked to wait for so long gives up at once.
            var patience = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = "200" };
            foreach (var path in new[] { "/start/", "/task/", "/files", "/environments", "/profiles", "/cron-jobs" })
            {
                emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = status, Body = body, Headers = patience, PathPrefix = path, Count = 100 });
            }

            var result = engine.Run(
                $$"""
                {{Canary.Credential}}
                Invoke-WebRunTask a {{Canary.OfTask}} {{Canary.OfSession}} {{On}} -Timeout 0.5; Invoke-WebRunTask a -Live {{Canary.OfTask}} {{Canary.OfSession}} {{On}} -Timeout 0.5
                New-WebRunSession {{Canary.OfTask}} {{Canary.OfSession}} {{On}}; Send-WebRunTask a s1 {{Canary.OfTask}} {{On}}
                Invoke-WebRunTask a -Secret $env:CANARY_SECRET {{On}}; Invoke-WebRunTask a -Secret @{ all = $env:CANARY_SECRET } {{On}}; Invoke-WebRunTask a -Secret @{ 'a/b' = $credential } {{On}}
                Invoke-WebRunTask a -Proxy "https://user:$($env:CANARY_SECRET)@proxy.example:8080" {{On}}; Invoke-WebRunTask a -Webhook "https://user:$($env:CANARY_SECRET)@hooks.example" {{On}}
                Resume-WebRunTask s1 t1 -Response $env:CANARY_ANSWER {{On}}; Get-WebRunTask s1 t1 {{On}}; Wait-WebRunTask s1 t1 -PollInterval 1 -Timeout 0.5 {{On}}
                Stop-WebRunTask s1 t1 {{On}}; Suspend-WebRunTask s1 t1 {{On}}; Test-WebRunService {{On}}; Watch-WebRunSession s1 {{On}}
                Send-WebRunInput s1 -Text $env:CANARY_ANSWER {{On}}; Show-WebRunSession s1 {{On}}; 1 | Measure-WebRunCost {{On}}; Get-WebRunJournal $env:CANARY_UPLOAD {{On}}; Get-WebRunSession s1 {{On}}
                Send-WebRunFile $env:CANARY_UPLOAD {{On}}; Invoke-WebRunTask a -File $env:CANARY_UPLOAD {{Canary.OfTask}} {{On}} -Timeout 0.5; Get-WebRunFile e1 {{On}}; Remove-WebRunFile e1 f1 {{On}}
                New-WebRunEnvironment e {{On}}; Get-WebRunEnvironment {{On}}; Get-WebRunEnvironmentProfile {{On}}; Remove-WebRunEnvironment e1 -Confirm:$false {{On}}
                Send-WebRunEnvironmentProfile e1 $env:CANARY_ARCHIVE {{On}}; Save-WebRunEnvironmentProfile $env:CANARY_FOLDER e1 {{On}}
                New-WebRunTrigger n x -EnvironmentId e1 -Every 1h -Webhook @{ Url = 'https://h.example'; Auth = $env:CANARY_SECRET } {{On}}; Get-WebRunTrigger {{On}}; Set-WebRunTrigger t1 -Every 2h {{On}}
                Disable-WebRunTrigger t1 {{On}}; Enable-WebRunTrigger t1 {{On}}; Start-WebRunTrigger t1 {{On}}; Get-WebRunTriggerRun t1 {{On}}; Remove-WebRunTrigger t1 -Confirm:$false {{On}}
                Register-WebRunMcpServer -Path / {{On}}; Unregister-WebRunMcpServer -Path / {{On}}; Connect-WebRun ' ' {{On}}
                $Error; $Error | ForEach-Object { $_.Exception; $_.Exception.InnerException }; Get-WebRunSession
                """);
            emulator.Faults.Clear();
            Assert.NotEmpty(result.Errors);
            return result;
        }
    }

    [Fact]
    public async Task Key_and_secret_answer_are_not_on_the_screen()
    {
        await using var emulator = await StartAsync();
        var start = ExitTests.StartInfo(emulator, $"Start-Transcript \"$env:CANARY_FILE.log\"\n{Success(emulator)}\nDisconnect-WebRun {On}; Invoke-WebRunTask '' {On}; Send-WebRunTask a no-such-session {Canary.OfTask} {On}; $Error\nStop-Transcript");
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        var screen = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;

        Assert.Contains("start/send-message", screen, StringComparison.Ordinal);
        Assert.Contains("Send-WebRunTask:", screen, StringComparison.Ordinal);
        var transcript = await File.ReadAllTextAsync(Environment.GetEnvironmentVariable("CANARY_FILE") + ".log", TestContext.Current.CancellationToken);
        Assert.Contains("The emulator has done this task", transcript, StringComparison.Ordinal);
        Canary.AssertClean([screen, transcript]);
    }

    [Fact]
    public async Task Secret_that_was_given_to_a_session_is_masked_in_all_that_is_heard_of_it_later()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
        using var engine = new Engine(emulator);

        var messages = engine.Run($$"""
            $ErrorActionPreference = 'Stop'
            $answer = [System.Security.SecureString]::new(); $env:CANARY_ANSWER.ToCharArray() | ForEach-Object { $answer.AppendChar($_) }
            $s = New-WebRunSession
            function Send($Text) { $s | Send-WebRunTask "$Text [[duration=1ms; result=$Text $env:CANARY_ANSWER and $env:CANARY_SECRET]]" -Wait -PollInterval 1 @args }
            (Send plain).Message
            $t = Send secret -Secret @{ all = @{ login = 'plain'; pin = $env:CANARY_SECRET } }; $t.Message
            (Send block).Message
            $g = $s | Send-WebRunTask "asks [[duration=1ms; guardrail=code?; result=plain words $env:CANARY_ANSWER]]" -Wait -PollInterval 1
            $g | Resume-WebRunTask -Response 'plain words'
            ($g | Wait-WebRunTask -PollInterval 1).Message
            (Send text -OnGuardrail { 'no' }).Message
            ($s | Send-WebRunTask "asks [[duration=1ms; guardrail=code?; result=$env:CANARY_ANSWER]]" -Wait -PollInterval 1 -OnGuardrail { $answer }).Message
            Connect-WebRun $env:CANARY_KEY -BaseUri {{emulator.BaseUri}}
            ($t | Get-WebRunTask).Message
            ([pscustomobject]@{ SessionId = $t.SessionId; TaskId = $t.TaskId } | Get-WebRunTask).Message
            """).MustSucceed().Output.Select(o => $"{o}");

        Assert.Equal(
            [
                $"plain {Canary.Answer} and {Canary.Secret}", $"secret {Canary.Answer} and ***", $"block {Canary.Answer} and ***", $"plain words {Canary.Answer}",
                $"text {Canary.Answer} and ***", "***", "secret *** and ***", "secret *** and ***",
            ],
            messages);
    }

    /// <summary>Every command, each with all that it could say switched on.</summary>
    private static string Success(WebRunEmulator emulator) =>
        $$"""
        function Get-Secret($Name, $Vault) { if ($Name -eq 'none') { throw 'There is no such secret.' }; $env:CANARY_KEY }
        Connect-WebRun $env:CANARY_KEY -BaseUri {{emulator.BaseUri}} -DailyLimit 100 -PassThru {{On}}
        Connect-WebRun -SecretName WebRun -Vault mine -BaseUri {{emulator.BaseUri}} -PassThru {{On}}
        Get-WebRunContext {{On}}
        Test-WebRunService {{On}}; Test-WebRunService -Account {{On}}
        '42' | ConvertFrom-WebRunWebhook {{On}}
        {{Canary.Credential}}
        Invoke-WebRunTask 'a [[duration=1ms]]' {{Canary.OfTask}} {{Canary.OfSession}} {{On}} -PollInterval 1
        Invoke-WebRunTask 'h [[duration=1ms]]' {{Canary.OfTask}} {{Canary.OfSession}} {{On}} -PollInterval 1 -PassThruInput -AsJob | Wait-Job | Receive-Job -Verbose -Debug
        $s = New-WebRunSession {{Canary.OfTask}} {{Canary.OfSession}} {{On}}; $s
        $s | Get-WebRunSession {{On}}
        $t = $s | Send-WebRunTask 'b [[duration=1ms]]' {{Canary.OfTask}} {{On}}; $t
        $t | Get-WebRunTask {{On}}
        $t | Wait-WebRunTask {{On}} -PollInterval 1
        $t | Measure-WebRunCost -By Tag, Status, Day {{On}}; Measure-WebRunCost -Since ([datetime]::Today) -By Hour {{On}}; Measure-WebRunCost {{On}}
        'm [[duration=1ms]]' | Invoke-WebRunTask {{Canary.OfTask}} -Tag $env:CANARY_SECRET {{On}} | Out-Null; Invoke-WebRunTask 'n' {{Canary.OfTask}} -Tag $env:CANARY_KEY -WhatIf {{On}}
        'j [[duration=1ms]]' | Invoke-WebRunTask {{Canary.OfTask}} -JournalPath "$env:CANARY_FOLDER/j.jsonl" -JournalKey { $env:CANARY_SECRET } {{On}}; Get-WebRunJournal $env:CANARY_FOLDER/j.jsonl {{On}}
        'k [[duration=1ms]]' | Invoke-WebRunTask {{Canary.OfTask}} -Then 'k2 [[duration=1ms]]' -RepairAttempts 1 -Assert { $_.Message -eq $env:CANARY_SECRET } -JournalPath "$env:CANARY_FOLDER/k.jsonl" -ErrorAction SilentlyContinue {{On}}; Get-Content $env:CANARY_FOLDER/k.jsonl
        $s | Send-WebRunTask 'l [[duration=1ms]]' {{Canary.OfTask}} -Wait -RepairAttempts 1 -Assert { $_.Message -eq $env:CANARY_SECRET } -ErrorAction SilentlyContinue {{On}} | Wait-WebRunTask -Assert { $_.Status -eq 'Completed' } {{On}}
        $w = $s | Send-WebRunTask 'c [[duration=200ms]]' {{On}}
        $w | Watch-WebRunSession {{On}}
        $s | Send-WebRunTask 'k [[duration=1ms; fail=PAGE_CRASH]]' -Wait -PollInterval 1 {{On}}
        Invoke-WebRunTask 'l [[duration=200ms; fail=PAGE_CRASH]]' -Live {{Canary.OfTask}} -PollInterval 1 {{On}}
        $s | Send-WebRunTask 'd [[duration=1ms; guardrail=code?]]' -Wait -PollInterval 1 -OnGuardrail { $env:CANARY_ANSWER } {{On}}
        $g = $s | Send-WebRunTask 'e [[duration=1ms; guardrail=code?]]' -Wait -PollInterval 1 {{On}}
        $answer = [System.Security.SecureString]::new(); $env:CANARY_ANSWER.ToCharArray() | ForEach-Object { $answer.AppendChar($_) }
        $g | Resume-WebRunTask -Response $answer -PassThru {{On}}
        $w = $s | Send-WebRunTask 'f [[duration=1m]]' {{On}}
        $w | Suspend-WebRunTask {{On}} -PassThru
        $w | Resume-WebRunTask {{On}}
        $w | Stop-WebRunTask {{On}}
        $w | Show-WebRunSession {{On}}
        $s | Send-WebRunInput -Text $env:CANARY_ANSWER {{On}}
        $s | Stop-WebRunSession -PassThru {{On}}
        Send-WebRunFile $env:CANARY_UPLOAD {{On}}
        Invoke-WebRunTask 'g [[duration=1ms; files=[{"name":"a","foreign":true},"b"]]]' -File $env:CANARY_UPLOAD {{Canary.OfTask}} -PollInterval 1 | Save-WebRunFile -Destination $env:CANARY_FOLDER -PassThru -Force {{On}}
        Get-WebRunFile none -ErrorAction SilentlyContinue {{On}}
        Remove-WebRunFile none none -ErrorAction SilentlyContinue {{On}}
        $kept = New-WebRunSession {{On}}
        Register-WebRunMcpServer -Path $env:CANARY_FILE -PassThru {{On}}
        Unregister-WebRunMcpServer -Path $env:CANARY_FILE -PassThru {{On}}
        $e = New-WebRunEnvironment e 'd' {{On}}; $e
        Get-WebRunEnvironment {{On}}
        Get-WebRunEnvironmentProfile {{On}}
        $e | Send-WebRunEnvironmentProfile -Path $env:CANARY_ARCHIVE -PassThru {{On}}
        $e | Save-WebRunEnvironmentProfile -Destination ([System.IO.Path]::GetDirectoryName($env:CANARY_ARCHIVE)) -Force -PassThru {{On}}
        $r = $e | New-WebRunTrigger -Name r -TaskDetails 'x [[duration=1ms]]' -Every 1h -Webhook @{ Url = 'https://h.example'; Auth = $env:CANARY_ANSWER } {{On}}; $r
        Get-WebRunTrigger {{On}}
        $r | Set-WebRunTrigger -Cron '0 9 * * *' -PassThru {{On}}
        $r | Disable-WebRunTrigger -PassThru {{On}}
        $r | Enable-WebRunTrigger -PassThru {{On}}
        $r | Start-WebRunTrigger {{On}}
        $r | Get-WebRunTriggerRun {{On}}
        $r | Remove-WebRunTrigger -Confirm:$false {{On}}
        $e | Remove-WebRunEnvironment -Confirm:$false {{On}}
        Disconnect-WebRun {{On}}
        Connect-WebRun $env:CANARY_KEY -BaseUri {{emulator.BaseUri}} {{On}}
        """;

    private static IEnumerable<string> CommandsIn(string script) => script.Split('\n')
        .Where(line => line.Contains(On, StringComparison.Ordinal))
        .SelectMany(line => line.Split(' '))
        .Where(word => word.Contains("-WebRun", StringComparison.Ordinal))
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Everything(EngineResult result) => result.Output.Select(o => o + PSSerializer.Serialize(o))
        .Concat(result.Errors.Select(e => e + e.Exception.ToString() + PSSerializer.Serialize(e)))
        .Concat(result.Streams.Verbose.Select(r => r.Message))
        .Concat(result.Streams.Debug.Select(r => r.Message))
        .Concat(result.Streams.Warning.Select(r => r.Message))
        .Concat(result.Streams.Information.Select(r => r + PSSerializer.Serialize(r)))
        .Concat(result.Streams.Progress.Select(r => r.ToString()));

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero, Repeats = Canary.Repeated });
}

using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What concerns one row or one object is its own, non-terminating error; the others go on, and what is paid comes out or is told.</summary>
public sealed class RowFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-fault-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Invoke-WebRunTask 'x' -File ./none.pdf", "FileUnavailable")]
    [InlineData("Invoke-WebRunTask 'x' -File ./*.none", "FileUnavailable")]
    [InlineData("Invoke-WebRunTask 'x' -MaxCost $none", "InvalidParameter")]
    [InlineData("Invoke-WebRunTask 'x' -EnvironmentId ../e", "InvalidParameter")]
    [InlineData("New-WebRunSession -PolicyId a/b", "InvalidParameter")]
    [InlineData("Send-WebRunTask 'x' s1 -File ./none.pdf", "FileUnavailable")]
    [InlineData("$task | Save-WebRunFile -Destination Env:/x -PassThru", "InvalidParameter")]
    [InlineData("$task | Save-WebRunFile -Destination { throw 'no folder' } -PassThru", "ScriptBlockArgumentInvocationFailed")]
    [InlineData("'s1' | Send-WebRunInput -Text ''", "InvalidParameter")]
    [InlineData("Send-WebRunFile ./none.pdf", "FileUnavailable")]
    [InlineData("Send-WebRunEnvironmentProfile e1 ./none.tar.gz", "FileUnavailable")]
    [InlineData("New-WebRunTrigger n 'x' -EnvironmentId e1 -Cron 'often'", "InvalidParameter")]
    [InlineData("[pscustomobject]@{ Task = 'x'; EnvironmentId = '../e' } | Invoke-WebRunTask", "InvalidParameter")]
    public async Task In_a_loop_no_result_is_that_of_the_row_before(string script, string id)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        engine.Run("$task = Invoke-WebRunTask 'x [[duration=1ms; files=a.txt]]'").MustSucceed();
        var before = emulator.Recorder.Requests.Count(request => request.Method != "GET");

        var result = engine.Run($"$r = 'the row before'; $r = {script} -ErrorAction SilentlyContinue -ErrorVariable failed; \"[$r]\"; $failed").MustSucceed();

        Assert.Equal("[]", result.Output[0].BaseObject);
        Assert.Equal(id, ((ErrorRecord)result.Output[1].BaseObject).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(before, emulator.Recorder.Requests.Count(request => request.Method != "GET"));
    }

    [Theory]
    [InlineData("Task = 'x'; MaxCost = 'much'")]
    [InlineData("Task = 'x'; MaxDuration = '1:30'")]
    [InlineData("Task = 'x'; MaxDuration = '2h'")]
    [InlineData("Task = 'x'; MaxInputTokens = '-1'")]
    [InlineData("Task = 'x'; StartingPoint = 'amazon'")]
    [InlineData("Task = 'x'; OutputSchema = '{'")]
    [InlineData("Task = 'x'; Proxy = 'Germany'")]
    [InlineData("Task = 'x'; AvoidDomain = 'https://a'")]
    [InlineData("Task = 'x'; File = './none.pdf'")]
    [InlineData("Task = 'x'; EnvironmentId = '../e'")]
    [InlineData("Task = '  '")]
    [InlineData("Task = 'https://a.example'")]
    [InlineData("Shop = 'x'")]
    [InlineData("Task = 'x [[duration=1ms; fail=PAGE_CRASH]]'")]
    [InlineData("Task = 'x [[duration=1ms; guardrail=code?]]'; Note = 1")]
    public async Task Error_of_a_row_has_its_number_and_the_others_come_out(string row)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        var result = engine.Run($"[pscustomobject]@{{ Task = 'a [[duration=1ms]]' }}, [pscustomobject]@{{ {row} }}, [pscustomobject]@{{ Task = 'c [[duration=1ms]]' }} | Invoke-WebRunTask -OnGuardrail {{ throw 'boom' }} -PollInterval 1 -WarningAction Ignore");

        Assert.Contains("Row 2", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(["a [[duration=1ms]]", "c [[duration=1ms]]"], result.Output.Select(task => task.Properties["TaskDetails"].Value.ToString()).Order(StringComparer.Ordinal));
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Theory]
    [InlineData("throw 'boom'", "boom")]
    [InlineData("throw [System.IO.IOException]::new('lost')", "lost")]
    [InlineData("Get-Item ./none -ErrorAction Stop", "none")]
    [InlineData("Write-Error 'boom' -ErrorAction Stop", "boom")]
    [InlineData("$s = [securestring]::new(); $s.Dispose(); $s", "disposed")]
    public async Task Block_that_fails_is_the_error_of_its_task(string block, string why)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        var batch = engine.Run($"'a [[duration=1ms]]', 'b [[duration=1ms; guardrail=code?]]', 'c [[duration=1ms]]' | Invoke-WebRunTask -PollInterval 1 -OnGuardrail {{ {block} }}");
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        var waiting = engine.Run($"$s = New-WebRunSession; $t = $s | Send-WebRunTask 'b [[duration=1ms; guardrail=code?]]' -Wait -PollInterval 1 -OnGuardrail {{ {block} }}; $t.Status; $t | Wait-WebRunTask -PollInterval 1 -OnGuardrail {{ {block} }}; $s | Stop-WebRunSession");

        Assert.Equal("GuardrailFailed", batch.ErrorId);
        var error = batch.Errors[0];
        Assert.Contains(why, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("code?", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("WaitingForInput", ((dynamic)error.TargetObject).Status.ToString());
        Assert.Equal(2, batch.Output.Count);
        Assert.Equal(["GuardrailFailed", "GuardrailFailed"], waiting.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(2, waiting.Output.Count);
    }

    [Theory]
    [InlineData("$_.Guardrail.Value")]
    [InlineData("$args[0].Guardrail.Value")]
    [InlineData("param($task) $task.Guardrail.Value")]
    [InlineData("param([WebRun.WebRunTask] $task) \"$($task.Guardrail)\"")]
    public async Task Block_gets_the_task_in_every_way(string block)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        engine.Run($"Invoke-WebRunTask 'b [[duration=1ms; guardrail=code?]]' -PollInterval 1 -OnGuardrail {{ {block} }}").MustSucceed();

        Assert.Equal("code?", Assert.Single(emulator.Recorder.Tasks.SelectMany(task => task.Replies)).Text);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Taks = 'x' }")]
    [InlineData("'bad [[duration=1ms; fail=PAGE_CRASH]]'")]
    [InlineData("[pscustomobject]@{ TaskDetails = 'bad'; StartingPoint = 'no address' }")]
    [InlineData("[pscustomobject]@{ TaskDetails = 'bad'; MaxCost = '-5' }")]
    [InlineData("[pscustomobject]@{ TaskDetails = 'https://only.example' }")]
    public async Task What_ErrorAction_Stop_ends_comes_out_or_is_told(string bad)
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        using var engine = Here(emulator);
        engine.Set("recorder", emulator.Recorder);

        var result = engine.Run($$"""
            & {
                'quick [[duration=1ms]]', 'slow [[duration=5m]]'
                while (@($recorder.Tasks).Where({ $_.EndedAt -and $_.TaskDetails -like 'quick*' }).Count -eq 0) { [System.Threading.Thread]::Yield() | Out-Null }
                {{bad}}
            } | Invoke-WebRunTask -PollInterval 1 -ErrorAction Stop | ForEach-Object { $seen = @($seen) + $_.TaskDetails }
            """);
        var seen = engine.Run("\"$seen\"").MustSucceed().Single.ToString();

        var warnings = string.Join("\n", result.Streams.Warning);
        Assert.Single(result.Errors);
        Assert.Contains("'slow", warnings, StringComparison.Ordinal);
        Assert.True(seen.Contains("quick", StringComparison.Ordinal) || warnings.Contains("'quick", StringComparison.Ordinal), warnings);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task No_object_ends_a_command()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        var ended = engine.Run("""
            $objects = @{}, 1, '', ' ', (Get-Date), [object]::new(), { 'x' }, @(,@(1, 2)), [pscustomobject]@{}, $null,
                [pscustomobject]@{ SessionId = 1, 2; TaskId = @{ a = 1 }; Status = @{ a = 1 }; Cost = @{ a = 1 }; Usage = 'x'; Files = 5; DownloadUrl = @(); TriggerId = 1, @(2); RunId = [object]::new(); EnvironmentId = @{}; FileId = @(); Name = 1, 2; Path = 5 },
                [pscustomobject]@{ Status = 'Completed'; Cost = 'many' }, [pscustomobject]@{ Status = 'Completed'; Cost = @{ a = 1 } },
                [pscustomobject]@{ Status = 'Completed'; Cost = 1; Usage = [pscustomobject]@{ PromptTokens = @{}; CompletionTime = 'soon' } },
                [pscustomobject]@{ TaskDetails = 'x'; StartingPoint = 3; MaxDuration = @{}; OutputSchema = 7; AvoidDomain = 7; MaxCost = 1, 2; NotKept = @{}; EnvironmentId = '../x' },
                [pscustomobject]@{ FileName = 1, 2; DownloadUrl = 'http://x y' }, [pscustomobject]@{ Files = @([pscustomobject]@{ DownloadUrl = $null }) },
                [pscustomobject]@{ Name = 'n'; TaskDetails = 'x'; EnvironmentId = 'e'; At = 'soon' }, [pscustomobject]@{ Name = 'n'; TaskDetails = 'x'; EnvironmentId = 'e'; Cron = '* *'; TimeZone = 'Mars' },
                [pscustomobject]@{ Path = 'Env:/x'; EnvironmentId = 'e' }
            foreach ($command in Get-Command -Module WebRun.PowerShell | Where-Object Name -notmatch 'Watch-|Show-|Connect-|McpServer') {
                foreach ($set in $command.ParameterSets) {
                    if (-not $set.Parameters.Where({ $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName })) { continue }
                    $rest = @{ ErrorAction = 'SilentlyContinue'; WarningAction = 'Ignore' }
                    if ($command.Parameters.ContainsKey('WhatIf')) { $rest.WhatIf = $true }
                    foreach ($p in $set.Parameters.Where({ $_.IsMandatory -and -not ($_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName) })) {
                        $rest[$p.Name] = if ($p.ParameterType -eq [switch]) { $true } elseif ($p.Name -like '*Click') { 1, 2 } elseif ($p.Name -eq 'Key') { 'Enter' } else { 'x' }
                    }

                    try { $null = $objects | & $command @rest } catch { "$command $($set.Name): $($_.FullyQualifiedErrorId) $_" }
                }
            }
            """);

        Assert.Equal([], ended.Output.Select(line => line.ToString()));
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 50) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });

    private Engine Here(WebRunEmulator emulator)
    {
        var engine = new Engine(emulator);
        engine.Run($"Set-Location -LiteralPath '{_folder}'").MustSucceed();
        return engine;
    }
}

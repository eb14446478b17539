using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>This machine's log of costs agrees with the service's books, whatever ended a task, and a day's limit holds over all processes.</summary>
public class CostLogTests
{
    // Each task is ended in its own way; {0} has directives.
    private const string Ways =
        """
        Invoke-WebRunTask 'plain {0}' -Tag a
        Invoke-WebRunTask 'failed {1}' -Tag a -ErrorAction SilentlyContinue
        Invoke-WebRunTask 'poll {0}' -NoWait -Tag b | Wait-WebRunTask
        $s = New-WebRunSession 'first [[duration=300ms; cost=0.3]]' -Tag b; $null = $s | Wait-WebRunTask; $null = $s | Wait-WebRunTask
        $t = $s | Send-WebRunTask 'sent {0}' -Wait -Tag c; $null = $t | Wait-WebRunTask; $null = $t | Get-WebRunTask
        $s | Send-WebRunTask 'looked {0}' | ForEach-Object { do { $t = $_ | Get-WebRunTask } until ($t.Status -eq 'Completed') }
        $s | Send-WebRunTask 'repaired {0}' -Wait -RepairAttempts 1 -Assert { $_.Attempts.Count -gt 1 } -ErrorAction SilentlyContinue
        $null = $s | Send-WebRunTask 'left [[duration=20s; cost=0.0001]]'; $s | Stop-WebRunSession
        'kept {0}', 'kept {0}' | Invoke-WebRunTask -JournalPath $env:COST_JOURNAL -Tag kind-d | Export-Csv "$env:COST_JOURNAL.csv"
        'kept {0}', 'kept {0}' | Invoke-WebRunTask -JournalPath $env:COST_JOURNAL -WarningAction SilentlyContinue
        """;

    [Fact]
    public async Task Log_says_what_the_service_has_billed()
    {
        await using var emulator = await StartAsync();
        using var folder = new TemporaryFolder();
        using var engine = new Engine(emulator);
        Environment.SetEnvironmentVariable("COST_JOURNAL", Path.Combine(folder.Path, "j.jsonl"));

        engine.Run(string.Format(CultureInfo.InvariantCulture, Ways.Replace("{ ", "{{ ", StringComparison.Ordinal).Replace(" }", " }}", StringComparison.Ordinal), "[[duration=1ms; cost=0.1]]", "[[duration=1ms; cost=0.2; fail=X]]")).MustSucceed();
        var sum = engine.Run("Measure-WebRunCost").MustSucceed();

        // The one that ended with its session was looked at just before.
        var billed = emulator.Recorder.Tasks.Sum(task => task.Usage.Cost);
        Assert.InRange(billed - decimal.Parse(sum["Cost"]!, CultureInfo.CurrentCulture), 0m, 0.0001m);
        Assert.Equal(($"{emulator.Recorder.StartedTasks}", "0", "0"), (sum["Count"], sum["Unfinished"], sum["WithoutCost"]));

        var sessions = emulator.Recorder.Sessions.Sum(session => session.Duration.TotalSeconds);
        Assert.InRange(((TimeSpan)sum.Single.Properties["EstimatedSessionTime"].Value).TotalSeconds, 0.2, sessions + 2);
        Assert.Equal(
            ["a 0.3", "b 0.4", "c 0.1", "kind-d 0.2"],
            engine.Run("Measure-WebRunCost -By Tag | Where-Object Tag | Sort-Object Tag | ForEach-Object { \"$($_.Tag) $([double]$_.Cost)\" }").MustSucceed().Output.Select(line => $"{line}"));
        Assert.Equal(
            ["Completed", "Failed", "Terminated"],
            engine.Run("(Measure-WebRunCost -By Status, Day).Status | Sort-Object -Unique").MustSucceed().Output.Select(line => $"{line}"));
        Assert.Equal(
            ["kind-d", "kind-d", "kind-d", "kind-d", "kind-d 0.2"],
            engine.Run("(Get-WebRunJournal $env:COST_JOURNAL).Tag; $kept = Import-Csv \"$env:COST_JOURNAL.csv\"; ($kept | Get-WebRunTask).Tag; $kept | Measure-WebRunCost -By Tag | ForEach-Object { \"$($_.Tag) $([double]$_.Cost)\" }").MustSucceed().Output.Select(line => $"{line}"));
        Assert.All(emulator.Recorder.Requests, request => Assert.DoesNotContain("kind-d", request.Body, StringComparison.Ordinal));
        Assert.Equal(engine.Run("Measure-WebRunCost -Since ([datetime]::Today.AddDays(-1))")["Cost"], sum["Cost"]);
        Assert.Equal("0", engine.Run("Measure-WebRunCost -Since ([datetime]::Now.AddMinutes(5))")["Count"]);
        Assert.Equal("0", engine.Run("Measure-WebRunCost -Since 2030-01-01")["Count"]);
    }

    [Theory]
    [InlineData("'x [[duration=20s; cost=2]]' | Invoke-WebRunTask -Live 6>&1 | Select-Object -First 1")]
    [InlineData("'x [[duration=20s; cost=2]]' | Invoke-WebRunTask -PollInterval 1 -MaxCost 0.01 -ErrorAction SilentlyContinue")]
    [InlineData("Invoke-WebRunTask 'x [[duration=20s; cost=2]]' -Timeout 0.5 -ErrorAction SilentlyContinue")]
    [InlineData("$j = Invoke-WebRunTask 'x [[duration=20s; cost=2]]' -AsJob; do { Start-Sleep -Milliseconds 20 } until (Test-Running); $j | Stop-Job")]
    [InlineData("$s = New-WebRunSession; $j = $s | Send-WebRunTask 'x [[duration=20s; cost=2]]' -Wait -AsJob; do { Start-Sleep -Milliseconds 20 } until (Test-Running); $j | Stop-Job; do { Start-Sleep -Milliseconds 20 } while (Test-Running); $s | Stop-WebRunSession")]
    [InlineData("$s = New-WebRunSession; $s | Send-WebRunTask 'x [[duration=20s; cost=2]]' | Stop-WebRunTask; do { Start-Sleep -Milliseconds 20 } while (Test-Running); $s | Stop-WebRunSession")]
    [InlineData("foreach ($i in 1) { Invoke-WebRunTask 'x [[duration=20s; cost=2]]' -NoWait | ForEach-Object { $_ | Stop-WebRunSession; break } }")]
    public async Task What_was_ended_is_in_the_log_too(string way)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Set("emulator", emulator);

        engine.Run("function Test-Running { @($emulator.Recorder.Tasks | Where-Object { -not $_.EndedAt }).Count -gt 0 }\n" + way).MustSucceed();
        await Eventually.HoldsAsync(() => emulator.Recorder.Tasks.Count > 0 && emulator.Recorder.Tasks.All(task => task.EndedAt is not null));
        await Eventually.HoldsAsync(() => engine.Run("Measure-WebRunCost") is var sum && (sum["Count"], sum["Unfinished"], sum["WithoutCost"]) == ("1", "0", "0"));

        // What it used between the last look and its end, nobody tells.
        var billed = emulator.Recorder.Tasks.Sum(task => task.Usage.Cost);
        Assert.InRange(billed - (decimal)engine.Run("Measure-WebRunCost").Single.Properties["Cost"].Value, 0m, 0.1m);
    }

    [Theory]
    [InlineData("-MaxCost 1", 3)]
    [InlineData("", 5)]
    public async Task Limit_of_a_day_holds_over_processes(string parameters, int most)
    {
        await using var emulator = await StartAsync();
        var command = $$"""
            Connect-WebRun -DailyLimit 3
            1..3 | ForEach-Object { Invoke-WebRunTask "x [[duration=100ms; cost=1]]" {{parameters}} -ErrorVariable e -ErrorAction SilentlyContinue; $e | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } } | ForEach-Object { [Console]::Out.WriteLine("$_".Split(':')[0]) }
            """;

        var shells = Enumerable.Range(0, 3).Select(_ => Start(emulator, command)).ToList();
        var said = new List<string>();
        foreach (var shell in shells)
        {
            said.AddRange((await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            shell.Dispose();
        }

        var ran = said.Count(word => word == "Completed");
        Assert.InRange(ran, 3, most);
        Assert.Equal(9 - ran, said.Count(word => word == "BudgetExceeded"));
        Assert.Equal((ran, ran), (emulator.Recorder.StartedTasks, emulator.Recorder.Sessions.Count));

        using var last = Start(emulator, "[Console]::Out.WriteLine((Measure-WebRunCost -Since ([datetime]::Today)).Cost)");
        Assert.Equal(emulator.Recorder.Tasks.Sum(task => task.Usage.Cost), decimal.Parse(await last.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture));
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Process_that_was_killed_keeps_what_its_task_may_cost()
    {
        await using var emulator = await StartAsync();
        using (var killed = Start(emulator, "Connect-WebRun -DailyLimit 3; Invoke-WebRunTask 'x [[duration=5m; cost=2]]' -MaxCost 2"))
        {
            await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var shell = Start(emulator, "Connect-WebRun -DailyLimit 3; Invoke-WebRunTask 'x [[duration=1ms]]' -MaxCost 2 2>&1 | ForEach-Object { [Console]::Out.WriteLine($_) }; [Console]::Out.WriteLine((Invoke-WebRunTask 'y [[duration=1ms]]' -MaxCost 1).Status)");
        var said = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Matches(@"The task was not started: it may cost \$2\.00 by its maximum cost, and of the day's limit of \$3\.00 tasks have spent \$0\.00, and \$2\.00 is reserved for tasks that may still cost it \(process \d+, which has ended, \$0\.00 and \$2\.00 reserved\)\. The next day begins at \d{4}-\d\d-\d\d \d\d:\d\d\. Raise it with Connect-WebRun -DailyLimit", said);
        Assert.EndsWith("Completed", said.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_and_repair_without_room_are_not_sent_and_go_on_when_there_is_room()
    {
        await using var emulator = await StartAsync();
        using var folder = new TemporaryFolder();
        using var engine = new Engine(emulator);
        engine.Set("uri", emulator.BaseUri);
        engine.Set("file", Path.Combine(folder.Path, "j.jsonl"));
        engine.Run("function Connect($Limit) { Connect-WebRun $env:CANARY_KEY -BaseUri $uri -DailyLimit $Limit }; function Batch { 'a', 'b', 'c' | ForEach-Object { \"$_ [[duration=1ms; cost=1]]\" } | Invoke-WebRunTask -MaxCost 1 -JournalPath $file -JournalKey { $_[0] } -WarningAction Ignore }; Connect 1").MustSucceed();

        var first = engine.Run("Batch");
        Assert.Equal((1, 2, 1), (first.Output.Count, first.Errors.Count(error => error.FullyQualifiedErrorId == "BudgetExceeded,WebRun.PowerShell.InvokeWebRunTaskCommand"), emulator.Recorder.Sessions.Count));
        Assert.Equal(["Completed", "New", "New"], engine.Run("(Get-WebRunJournal $file).Status | Sort-Object { \"$_\" }").Output.Select(status => $"{status}"));
        Assert.Equal(3, engine.Run("Connect 3; Batch").MustSucceed().Output.Count);
        Assert.Equal(3, emulator.Recorder.StartedTasks);

        var repaired = engine.Run("Connect 4.5; Invoke-WebRunTask 'x [[duration=1ms; cost=1]]' -RepairAttempts 1 -Assert { throw 'No' }");
        Assert.Equal(("AssertionFailed", 4), (repaired.ErrorId, emulator.Recorder.StartedTasks));
        Assert.Contains("No. It could not be sent back: The task was not started", repaired.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-MaxCost 0.3", "0.02", 20)]
    [InlineData("-MaxCost 0.3", "0.3", 3)]
    [InlineData("-MaxCost 0.3 -AsJob | Receive-Job -Wait", "0.3", 3)]
    [InlineData("", "0.3", 3)]
    [InlineData("-NoWait", "0.3", 3)]
    public async Task Batch_waits_for_what_its_own_tasks_have_reserved_and_ends_once_at_the_limit_of_the_day(string how, string cost, int expected)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Set("uri", emulator.BaseUri);

        var result = engine.Run($"$null = Connect-WebRun $env:CANARY_KEY -BaseUri $uri -DailyLimit 1; 1..20 | ForEach-Object {{ \"row $_ [[duration=50ms; cost={cost}]]\" }} | Invoke-WebRunTask {how}");

        Assert.Equal((expected, expected), (result.Output.Count, emulator.Recorder.StartedTasks));
        if (expected == 20)
        {
            Assert.Empty(result.Errors);
            return;
        }

        Assert.Equal(["BudgetExceeded", "BudgetExceeded"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.StartsWith("16 rows did not start: the day's limit has no room for what they may cost. The error's TargetObject has these rows: pipe them to Invoke-WebRunTask on another day,", result.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Equal(16, ((object[])result.Errors[1].TargetObject).Length);
    }

    [Fact]
    public async Task Step_without_room_in_the_limit_of_the_day_ends_its_row_which_is_not_paid_for_again_unasked()
    {
        await using var emulator = await StartAsync();
        using var folder = new TemporaryFolder();
        using var engine = new Engine(emulator);
        engine.Set("uri", emulator.BaseUri);
        engine.Set("file", Path.Combine(folder.Path, "j.jsonl"));
        engine.Run("function Connect($Limit) { $null = Connect-WebRun $env:CANARY_KEY -BaseUri $uri -DailyLimit $Limit }; function Row { Invoke-WebRunTask 'a [[duration=1ms; cost=0.8]]' -Then 'b [[duration=1ms]]', 'c [[duration=1ms]]' -JournalPath $file -WarningAction Ignore @args }").MustSucceed();

        foreach (var call in new[] { "Connect 1; Row", "Connect 5; Row" })
        {
            var result = engine.Run(call);
            Assert.Equal(("BudgetExceeded", 1, 0.8m), (result.ErrorId, emulator.Recorder.StartedTasks, PSObject.AsPSObject(result.Errors[0].TargetObject).Properties["Cost"].Value));
            Assert.StartsWith("Step 2 of 3: The task was not started: it may cost $0.80 by what is known of others", result.Errors[0].ToString(), StringComparison.Ordinal);
        }

        Assert.Equal("Completed", engine.Run("Row -RetryFailed")["Status"]);
        Assert.Equal(4, emulator.Recorder.StartedTasks);
        Assert.Equal(emulator.Recorder.Tasks.Sum(task => task.Usage.Cost), engine.Run("(Measure-WebRunCost).Cost").MustSucceed().Single.BaseObject);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("'0,5'")]
    [InlineData("'two'")]
    [InlineData("'1.500'", "de-DE")]
    [InlineData("$null")]
    [InlineData("1e9")]
    public void Limit_that_is_none_is_refused(string limit, string culture = "en-US")
    {
        using var engine = new Engine();
        var result = engine.Run($"[cultureinfo]::CurrentCulture = '{culture}'; Connect-WebRun {Engine.Key} -DailyLimit {limit}; (Get-WebRunContext).DailyLimit");

        Assert.StartsWith("Parameter", result.ErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_comes_from_the_command_or_the_environment()
    {
        await using var emulator = await StartAsync();
        using var shell = Start(emulator, $$"""
            function Say($Text) { [Console]::Out.WriteLine($Text) }
            function Limit { try { Say (Get-WebRunContext).DailyLimit } catch { Say $_ } }
            Limit
            $env:WEBRUN_DAILY_LIMIT = '20.5'; Limit
            Connect-WebRun -DailyLimit 0.5; Limit
            Connect-WebRun; Limit
            Disconnect-WebRun
            foreach ($none in '0', '-1', '0,5', '1e3', 'much') { $env:WEBRUN_DAILY_LIMIT = $none; Limit; try { Invoke-WebRunTask x } catch { Say $_.FullyQualifiedErrorId.Split(',')[0] } }
            """);

        var said = (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(["", "20.5", "0.5", "20.5"], said.Take(4));
        Assert.Equal(
            Enumerable.Repeat<string[]>(["The environment variable WEBRUN_DAILY_LIMIT cannot be used. Set it to an amount in USD, more than 0 and with a point, such as 20 or 0.5. Correct the value and run the command again; nothing was started.", "InvalidParameter"], 5).SelectMany(lines => lines),
            said.Skip(4).Take(10));
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task WhatIf_tells_the_price_once()
    {
        await using var emulator = await StartAsync();
        var person = new PersonHost();
        using var engine = new Engine(emulator, person: person);
        engine.Run(
            """
            [pscustomobject]@{ Task = 'a [[duration=1ms; cost=0.1]]'; Tag = 'shop' }, [pscustomobject]@{ Task = 'b [[duration=1ms; cost=0.3]]'; Tag = 'shop' }, [pscustomobject]@{ Task = 'c [[duration=1ms; cost=7]]'; Tag = '' } | Invoke-WebRunTask
            """).MustSucceed();
        var requests = emulator.Recorder.Requests.Count;
        engine.Set("uri", emulator.BaseUri);

        engine.Run(
            """
            'x', 'y', 'z' | Invoke-WebRunTask -MaxCost 0.5 -MaxDuration 60 -Tag shop -WhatIf
            [pscustomobject]@{ Task = 'x'; MaxCost = 2 }, [pscustomobject]@{ Task = 'y' } | Invoke-WebRunTask -Tag none -WhatIf
            'x', 'y' | Send-WebRunTask -SessionId s1 -MaxDuration 30 -WhatIf
            New-WebRunSession -WhatIf
            'x', 'y' | Invoke-WebRunTask -Tag shop -Then 'b', 'c' -RepairAttempts 1 -MaxCost 2 -MaxTotalCost 3 -MaxDuration 30 -WhatIf
            'x', 'y' | Invoke-WebRunTask -Tag shop -MaxTotalCost 3 -MaxCost 1 -Timeout 30 -WhatIf
            $null = Connect-WebRun $env:CANARY_KEY -BaseUri $uri -DailyLimit 10
            'x' | Invoke-WebRunTask -Tag shop -MaxTotalCost 3 -MaxDuration 30 -WhatIf
            """).MustSucceed();

        Assert.Equal(
            [
                "What if: Run 3 browser tasks in 3 new sessions. By -MaxCost it is at most $1.5000. Session time comes on top, at most $0.0600 while the tasks run. On this machine the last 2 such tasks cost $0.1000 to $0.3000, so that 3 tasks may cost $0.6000.",
                "What if: Run 2 browser tasks in 2 new sessions. By -MaxCost it is at most $2.0000 for 1 task; no -MaxCost limits the cost of 1 task. Session time comes on top, at most $0.2000 while the tasks run. On this machine the last 3 such tasks cost $0.1000 to $7.0000, so that 2 tasks may cost $4.9333.",
                "What if: Run 2 browser tasks in 1 open session. No -MaxCost limits the cost. Session time comes on top, at most $0.0200 while the tasks run. On this machine the last such task cost $7.0000, so that 2 tasks may cost $14.0000.",
                "What if: Run 6 browser tasks, the steps of 2 rows, in 2 new sessions. By -MaxTotalCost it is at most $3.0000. Session time comes on top, at most $0.0800 while the tasks run. On this machine the last 2 such tasks cost $0.1000 to $0.3000, so that 6 tasks may cost $1.2000.",
                "What if: Run 2 browser tasks in 2 new sessions. By -MaxCost it is at most $2.0000. Session time comes on top, at most $0.0200 while the tasks run. On this machine the last 2 such tasks cost $0.1000 to $0.3000, so that 2 tasks may cost $0.4000.",
                "What if: Run 1 browser task in 1 new session. By -MaxTotalCost it is at most $3.0000. Session time comes on top, at most $0.0100 while the tasks run. Of the day's limit of $10.0000, $2.6000 is left. On this machine the last 2 such tasks cost $0.1000 to $0.3000, so that 1 task may cost $0.2000.",
            ],
            person.Shown.Split('\n').Where(line => line.StartsWith("What if: Run ", StringComparison.Ordinal)));
        Assert.Equal((13, requests), (person.Shown.Split('\n').Count(line => line.StartsWith("What if: Performing", StringComparison.Ordinal)), emulator.Recorder.Requests.Count));
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });

    private static Process Start(WebRunEmulator emulator, string command)
    {
        var start = ExitTests.StartInfo(emulator, command);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }
}

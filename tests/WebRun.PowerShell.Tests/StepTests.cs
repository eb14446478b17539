using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Rows of several steps, which run one after another in one session.</summary>
public sealed class StepTests : IAsyncLifetime
{
    private const string One = "one [[duration=1ms; cost=0.01; result=1]]";
    private const string Two = "two [[duration=1ms; cost=0.02; result=2]]";
    private const string Three = "three [[duration=1ms; cost=0.04; result={\"n\":3}]]";

    private readonly TemporaryFolder _folder = new();
    private WebRunEmulator _emulator = null!;
    private Engine _engine = null!;

    private IReadOnlyList<TaskRecord> Tasks => _emulator.Recorder.Tasks;

    private decimal Billed => Tasks.Sum(task => task.Usage.Cost);

    public async ValueTask InitializeAsync()
    {
        _emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        _engine = new Engine(_emulator);
        foreach (var (name, value) in new[] { ("one", One), ("two", Two), ("three", Three), ("path", Path.Combine(_folder.Path, "journal.jsonl")) })
        {
            _engine.Set(name, value);
        }
    }

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        _folder.Dispose();
        return _emulator.DisposeAsync();
    }

    [Theory]
    [InlineData("Invoke-WebRunTask $one -Then $two, $three WITH")]
    [InlineData("Invoke-WebRunTask $one -Then $two, $three -Live WITH")]
    [InlineData("Invoke-WebRunTask $one -Then $two, $three -JournalPath $path WITH")]
    [InlineData("Invoke-WebRunTask $one -Then $two, $three -JournalPath $path WITH | Out-Null; Invoke-WebRunTask $one -Then $two, $three -JournalPath $path WITH -WarningAction Ignore")]
    [InlineData("Invoke-WebRunTask $one -Then $two, $three -AsJob WITH | Receive-Job -Wait")]
    [InlineData("$one | Invoke-WebRunTask -Then { $two; $three } WITH")]
    [InlineData("[pscustomobject]@{ Task = $one; Then = $two, $three } | Invoke-WebRunTask WITH")]
    [InlineData("@{ Task = $one; Then = @($two; $three) } | Invoke-WebRunTask WITH")]
    [InlineData("[pscustomobject]@{ Task = $one; Then = \"$two`r`n`n$three\" } | ConvertTo-Csv | ConvertFrom-Csv | Invoke-WebRunTask WITH")]
    [InlineData("[pscustomobject]@{ Task = $one; Then = @($two; $three) } | ConvertTo-Json | ConvertFrom-Json | Invoke-WebRunTask WITH")]
    [InlineData("[pscustomobject]@{ Task = $one; Then = 'no' } | Invoke-WebRunTask -Then $two, $three WITH")]
    [InlineData("Invoke-WebRunTask $one -Then $two, $three WITH | ConvertTo-Csv | ConvertFrom-Csv | Invoke-WebRunTask")]
    [InlineData("Invoke-WebRunTask $one -Then $two, $three WITH | ConvertTo-Json -Depth 5 | ConvertFrom-Json | Invoke-WebRunTask")]
    [InlineData("Invoke-WebRunTask $one -Then $two, $three WITH | Invoke-WebRunTask")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Invoke-WebRunTask $one -Then $two, $three WITH), 3)) | Invoke-WebRunTask")]
    public async Task Steps_run_one_after_another_in_one_session(string command)
    {
        var with = "-OutputSchema @{ n = 'int' } -StartingPoint https://a.example/ -AvoidDomain ads.example";
        var task = _engine.Run(command.Replace("WITH", with, StringComparison.Ordinal)).MustSucceed().Single.Properties;

        var tasks = Tasks.TakeLast(3).ToList();
        Assert.Single(tasks.Select(sent => sent.SessionId).Distinct());
        Assert.Equal([(One, "text", "https://a.example/"), (Two, "text", null), (Three, "json", null)], tasks.Select(sent => (sent.TaskDetails, sent.OutputType, sent.StartingPoint)));
        Assert.All(tasks, sent => Assert.Equal(["ads.example"], sent.AvoidDomains));

        var steps = ((IEnumerable)task["Steps"].Value).Cast<object>().Select(step => PSObject.AsPSObject(step).Properties).ToList();
        Assert.Equal(tasks.Select(sent => (sent.TaskDetails, sent.TaskId, sent.Usage.Cost)), steps.Select(step => ((string)step["TaskDetails"].Value, (string)step["TaskId"].Value, (decimal)step["Cost"].Value)));
        Assert.Equal(["1", "2", "{\"n\":3}"], steps.Select(step => step["Message"].Value));
        Assert.Equal((One, tasks[2].TaskId, "Completed", 0.07m, 3L), (task["TaskDetails"].Value, task["TaskId"].Value, $"{task["Status"].Value}", task["Cost"].Value, ((PSObject)task["Output"].Value).Properties["n"].Value));
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Assertion_gets_the_row_with_all_its_steps_attempts_and_their_cost()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask 'a [[duration=1ms; result=one; cost=0.1]]' -Then 'b [[duration=1ms; cost=0.1]]' -RepairAttempts 1 -Assert { $_.Steps[0].Message -eq 'one' -and $_.TaskDetails -like 'a *' -and $_.Attempts.Count -eq 2 -and $_.Cost -gt 0.2 }");

        Assert.Equal(("Completed", 3), (result.MustSucceed()["Status"], emulator.Recorder.StartedTasks));
    }

    [Fact]
    public async Task Answer_of_the_last_step_alone_is_judged_and_sent_back()
    {
        var result = _engine.Run("$seen = @(); Invoke-WebRunTask $one -Then $two, $three -OutputSchema @{ n = 'int' } -RepairAttempts 1 -MaxCost 1 -Assert { $script:seen += $_.Message; if ($_.Output.n -lt 4) { throw 'More. [[duration=1ms; cost=0.08; result={\"n\":4}]]' } }; $seen").MustSucceed();

        var task = result.Output[0].Properties;
        var steps = ((IEnumerable)task["Steps"].Value).Cast<object>().Select(step => PSObject.AsPSObject(step).Properties).ToList();
        Assert.Equal(["{\"n\":3}", "{\"n\":4}"], result.Output.Skip(1).Select(message => message.ToString()));
        Assert.Equal((0.15m, 0.15m, 2, 4L), (task["Cost"].Value, Billed, ((ICollection)task["Attempts"].Value).Count, ((PSObject)task["Output"].Value).Properties["n"].Value));
        Assert.Equal([(One, 0.01m, 0), (Two, 0.02m, 0), (Three, 0.12m, 2)], steps.Select(step => ((string)step["TaskDetails"].Value, (decimal)step["Cost"].Value, ((ICollection)step["Attempts"].Value).Count)));
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "")]
    [InlineData(3, "")]
    [InlineData(2, "-AsJob | Receive-Job -Wait")]
    [InlineData(3, "-RepairAttempts 2 -Assert { $false }")]
    public async Task Step_that_fails_ends_the_row(int failing, string more)
    {
        const string Bad = "bad [[duration=1ms; cost=0.08; fail=PAGE_CRASH]]";
        string[] texts = [One, Two, Three];
        texts[failing - 1] = Bad;
        _engine.Set("texts", texts);
        var command = $"[pscustomobject]@{{ Task = $texts[0]; Then = $texts[1, 2] }} | Invoke-WebRunTask -JournalPath $path -WarningAction Ignore {more}";

        AssertFailed(_engine.Run(command));
        AssertFailed(_engine.Run(command));
        Assert.Equal(failing, Tasks.Count);

        AssertFailed(_engine.Run(command.Replace("-JournalPath", "-RetryFailed -JournalPath", StringComparison.Ordinal)), runs: 2);
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
        var row = _engine.Run("Get-WebRunJournal $path").MustSucceed();
        Assert.Equal(("Failed", $"{failing * 2}", Billed), (row["Status"], row["Attempts"], row.Single.Properties["Cost"].Value));

        void AssertFailed(EngineResult result, int runs = 1)
        {
            Assert.Equal("TaskFailed", result.ErrorId);
            Assert.Contains($"Step {failing} of 3 failed: '{Bad}' has no result.", result.Errors[0].ToString(), StringComparison.Ordinal);
            Assert.Contains("PAGE_CRASH", result.Errors[0].ToString(), StringComparison.Ordinal);
            Assert.Empty(result.Output);
            var task = PSObject.AsPSObject(result.Errors[0].TargetObject).Properties;
            var steps = ((IEnumerable)task["Steps"].Value).Cast<object>().Select(step => PSObject.AsPSObject(step).Properties["TaskDetails"].Value);
            Assert.Equal(texts.Take(failing), steps);
            Assert.Equal(("Failed", Billed), ($"{task["Status"].Value}", (decimal)task["Cost"].Value * runs));
        }
    }

    [Theory]
    [InlineData(0.005, 1, " of 3")]
    [InlineData(0.01, 1, "Step 2 of 3 was not started")]
    [InlineData(0.03, 2, "Step 3 of 3 was not started")]
    [InlineData(0.07, 3, null)]
    public async Task No_step_begins_at_the_maximum_cost(double limit, int tasks, string? why)
    {
        var command = FormattableString.Invariant($"$one | Invoke-WebRunTask -Then $two, $three -MaxCost {limit} -JournalPath $path -WarningAction Ignore");
        foreach (var result in new[] { _engine.Run(command), _engine.Run(command) })
        {
            Assert.Equal(why is null ? [] : ["BudgetExceeded"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
            Assert.All(result.Errors, error => Assert.Contains(why!, error.ToString(), StringComparison.Ordinal));
            Assert.Equal((tasks, Billed), (Tasks.Count, (decimal)PSObject.AsPSObject(why is null ? result.Single : result.Errors[0].TargetObject).Properties["Cost"].Value));
        }

        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Timeout_is_for_all_steps_together()
    {
        // The first step asks, so that the time is over when it is answered, whatever the machine's speed.
        var result = _engine.Run("Invoke-WebRunTask 'ask [[duration=1ms; guardrail=go?]]' -Then $two -Timeout 3 -PollInterval 1 -OnGuardrail { Start-Sleep 4; 'yes' }");

        Assert.Equal("TaskTimeout", result.ErrorId);
        Assert.Contains("Step 1 of 2: The task did not end within 3 s.", result.Errors[0].ToString(), StringComparison.Ordinal);

        result = _engine.Run("Invoke-WebRunTask $one -Then 'long [[duration=5m]]', $three -Timeout 5 -PollInterval 1");

        Assert.Equal("TaskTimeout", result.ErrorId);
        Assert.Contains("within 5 s", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Three, Tasks.Select(task => task.TaskDetails));
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Theory]
    [InlineData(402, "InsufficientBalance")]
    [InlineData(400, "InvalidParameter")]
    [InlineData(404, "SessionNotFound")]
    public async Task Step_that_the_service_refuses_ends_the_row_which_begins_again_only_when_asked(int status, string id)
    {
        const string Command = "Invoke-WebRunTask 'ask [[duration=1ms; cost=0.01; guardrail=go?]]' -Then $two, $three -JournalPath $path -WarningAction Ignore -OnGuardrail { Add-Fault; 'yes' }";
        _engine.Set("add", new Action(() => _emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = status, ActionType = "newTask", Body = status == 404 ? """{"success":false,"code":"SESSION_NOT_FOUND"}""" : null })));
        _engine.Run("function Add-Fault { $add.Invoke() }").MustSucceed();

        foreach (var result in new[] { _engine.Run(Command), _engine.Run(Command) })
        {
            Assert.Equal(id, result.ErrorId);
            Assert.Contains("Step 2 of 3 was not started: ", result.Errors[0].ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("nothing was started", result.Errors[0].ToString(), StringComparison.Ordinal);
            Assert.Equal((1, Billed), (Tasks.Count, (decimal)PSObject.AsPSObject(result.Errors[0].TargetObject).Properties["Cost"].Value));
        }

        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
        _engine.Run("function Add-Fault { }").MustSucceed();
        _engine.Run(Command + " -RetryFailed").MustSucceed();
        Assert.Equal(4, Tasks.Count);
        Assert.Equal(Billed, _engine.Run("Get-WebRunJournal $path").MustSucceed().Single.Properties["Cost"].Value);
    }

    [Fact]
    public async Task Row_whose_step_waits_for_an_answer_goes_on_with_its_journal()
    {
        const string Command = "Invoke-WebRunTask $one -Then 'ask [[duration=1ms; cost=0.02; guardrail=go?]]', $three -JournalPath $path -PollInterval 1";

        var waiting = _engine.Run(Command).MustSucceed();
        Assert.Equal("WaitingForInput", waiting["Status"]);
        Assert.Contains("the steps after it are not started", waiting.Streams.Warning.Single().Message, StringComparison.Ordinal);
        _engine.Set("t", waiting.Single);
        var step = _engine.Run("$t | Resume-WebRunTask -Response yes; $t = $t | Wait-WebRunTask -PollInterval 1; $t | Get-WebRunTask").MustSucceed();
        Assert.Equal(("Completed", 0.03m, "Completed, Completed"), (step["Status"], step.Single.Properties["Cost"].Value, string.Join(", ", ((IEnumerable)step.Single.Properties["Steps"].Value).Cast<object>().Select(one => PSObject.AsPSObject(one).Properties["Status"].Value))));

        var task = _engine.Run(Command).MustSucceed().Single.Properties;
        Assert.Equal(("Completed", 0.07m, 3), ($"{task["Status"].Value}", task["Cost"].Value, Tasks.Count));
        Assert.Equal(0.07m, Billed);
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Journal_that_broke_off_at_any_line_pays_nothing_twice()
    {
        var command = "$one | Invoke-WebRunTask -Then $two, $three -PollInterval 1 -WarningAction Ignore -JournalPath";
        _engine.Run($"{command} $path").MustSucceed();
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "journal.jsonl"), TestContext.Current.CancellationToken);

        // The first line begins the journal, and the last one only ends the batch.
        for (var kept = 2; kept < lines.Length; kept++)
        {
            var path = Path.Combine(_folder.Path, $"{kept}.jsonl");
            await File.WriteAllLinesAsync(path, lines.Take(kept), TestContext.Current.CancellationToken);
            _engine.Set("broken", path);
            var result = _engine.Run($"{command} $broken; Get-WebRunJournal $broken");

            Assert.Equal(3, Tasks.Count);
            if (lines[kept - 1].Contains(Tasks[2].TaskId, StringComparison.Ordinal))
            {
                Assert.Equal(0.07m, result.MustSucceed().Output[0].Properties["Cost"].Value);
                continue;
            }

            // What was sent is unknown, and a session that is gone cannot go on.
            var isSending = lines[kept - 1].Contains("\"Sending\"", StringComparison.Ordinal);
            Assert.Equal(isSending ? "OutcomeUnknown" : "SessionNotFound", result.ErrorId);
            Assert.Equal(isSending ? "Sending" : "Failed", result["Status"]);
            Assert.Equal(3, Tasks.Count);
        }
    }

    [Theory]
    [InlineData("Invoke-WebRunTask $one -Then 'long [[duration=5m]]', $three", true)]
    [InlineData("Invoke-WebRunTask $one -Then 'long [[duration=5m]]', $three -JournalPath $path -RepairAttempts 1", true)]
    [InlineData("foreach ($i in 1) { Invoke-WebRunTask 'ask [[duration=1ms; guardrail=go?]]' -Then $three -OnGuardrail { break } }", false)]
    [InlineData("try { 'bad [[duration=1ms; fail=X]]', 'long [[duration=5m]]' | Invoke-WebRunTask -Then $three -ErrorAction Stop } catch { }", false)]
    [InlineData("Invoke-WebRunTask $one -Then 'long [[duration=5m]]', $three -AsJob | ForEach-Object { while (-not $_.ChildJobs) { } }", true)]
    public async Task Whatever_ends_the_command_ends_the_session_and_starts_no_step(string command, bool isStopped)
    {
        using (var shell = _engine.Create(command))
        {
            var running = shell.BeginInvoke();
            if (isStopped)
            {
                await Eventually.HoldsAsync(() => Tasks.Any(task => task.TaskDetails.StartsWith("long", StringComparison.Ordinal)));
                shell.Stop();
            }

            Assert.True(running.AsyncWaitHandle.WaitOne(TimeSpan.FromMinutes(1)));
        }

        _engine.Run("Get-Job | Stop-Job -PassThru | Remove-Job").MustSucceed();
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
        Assert.DoesNotContain(Three, Tasks.Select(task => task.TaskDetails));
    }

    [Fact]
    public void Rows_that_differ_in_their_steps_are_different_rows()
    {
        _engine.Run("$one | Invoke-WebRunTask -JournalPath $path; $one | Invoke-WebRunTask -JournalPath $path -Then $two; $one | Invoke-WebRunTask -JournalPath $path -Then $two, $three; $one | Invoke-WebRunTask -JournalPath $path -Then \"$two\n$three\"").MustSucceed();

        Assert.Equal(1 + 2 + 3 + 2, Tasks.Count);
    }
}

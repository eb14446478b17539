using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Answers that are not what was asked for: what the user asserts about them, and sending them back to their session.</summary>
public sealed class RepairTests : IAsyncLifetime
{
    // What is thrown is sent back, so it also says what the next task does.
    private const string Bad = "x [[duration=1ms; cost=0.02; result={\"price\":\"about 9\"}]]";
    private const string Schema = "@{ price = 'number' }";
    private const string Again = "{ throw 'Give a number. [[duration=1ms; cost=0.03; result={\"price\":9}]]' }";

    private readonly TemporaryFolder _folder = new();
    private WebRunEmulator _emulator = null!;
    private Engine _engine = null!;

    public async ValueTask InitializeAsync()
    {
        _emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        _engine = new Engine(_emulator);
        _engine.Set("bad", Bad);
        _engine.Set("path", System.IO.Path.Combine(_folder.Path, "journal.jsonl"));
    }

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        _folder.Dispose();
        return _emulator.DisposeAsync();
    }

    [Theory]
    [InlineData("Invoke-WebRunTask $bad", 0)]
    [InlineData("Invoke-WebRunTask $bad -Live", 0)]
    [InlineData("Invoke-WebRunTask $bad -JournalPath $path", 0)]
    [InlineData("New-WebRunSession | Send-WebRunTask $bad -Wait", 1)]
    [InlineData("New-WebRunSession | Send-WebRunTask $bad -Wait -TerminateOnCompletion", 0)]
    public async Task Answer_is_sent_back_once_to_its_session_with_what_is_wrong(string command, int open)
    {
        var result = _engine.Run($"$t = {command} -OutputSchema {Schema} -RepairAttempts 1; $t; $t.Output.price.GetType().Name; $t.Attempts.Count; $t.Attempts[0].Error.Message; $t.Attempts[0].Cost").MustSucceed();

        var tasks = _emulator.Recorder.Tasks;
        Assert.Equal(2, tasks.Count);
        Assert.Single(tasks.Select(task => task.SessionId).Distinct());
        Assert.Contains("$.price: \"about 9\" is not a number", tasks[1].TaskDetails, StringComparison.Ordinal);
        var task = result.Output[0];
        Assert.Equal((Bad, "Completed", tasks[0].Usage.Cost + tasks[1].Usage.Cost), (task.Properties["TaskDetails"].Value, task.Properties["Status"].Value.ToString(), task.Properties["Cost"].Value));
        Assert.Equal(["2", "The answer does not fit the OutputSchema: $.price: \"about 9\" is not a number.", "0.02"], result.Output.Skip(2).Select(o => o.ToString()));
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == open);
    }

    [Theory]
    [InlineData("", 1, 0.02)]
    [InlineData("-RepairAttempts 0", 1, 0.02)]
    [InlineData("-RepairAttempts 1", 2, 0.05)]
    [InlineData("-RepairAttempts 3", 4, 0.11)]
    [InlineData("-RepairAttempts 3 -MaxCost 0.02", 1, 0.02)]
    [InlineData("-RepairAttempts 3 -MaxCost 0.05", 2, 0.05)]
    public async Task Never_more_often_than_allowed_and_none_begins_at_the_maximum_cost(string limit, int tasks, double cost)
    {
        var result = _engine.Run($"Invoke-WebRunTask $bad {limit} -Assert {Again}");

        Assert.Equal(("AssertionFailed", ErrorCategory.InvalidResult), (result.ErrorId, result.Errors[0].CategoryInfo.Category));
        Assert.Empty(result.Output);
        var task = Target(result);
        Assert.Equal(((decimal)cost, tasks > 1 ? tasks : 0, "Completed"), ((decimal)task["Cost"].Value, ((ICollection)task["Attempts"].Value).Count, $"{task["Status"].Value}"));
        Assert.NotNull(task["Output"].Value);
        Assert.Equal(tasks, _emulator.Recorder.Tasks.Count);
        Assert.Equal((decimal)cost, _emulator.Recorder.Tasks.Sum(one => one.Usage.Cost));
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Theory]
    [InlineData("{ $_.Output.price -gt 0 }", true)]
    [InlineData("{ param($task) $task.Output.price -eq 9 -and $task.Cost -eq 0.02 -and $task.Status -eq 'Completed' }", true)]
    [InlineData("{ }", true)]
    [InlineData("{ if ($_.Output.price -lt 0) { throw 'no' } }", true)]
    [InlineData("{ 0; Get-WebRunTask $_.SessionId $_.TaskId | Out-Null; Invoke-WebRunTask 'check [[duration=1ms]]' | Out-Null; 'yes' }", true)]
    [InlineData("{ $_.Output.price -gt 10 }", false)]
    [InlineData("{ $true; $null }", false)]
    [InlineData("{ throw 'too dear' }", false)]
    [InlineData("{ 1 / 0 }", false)]
    [InlineData("{ Get-Item /none/such -ErrorAction Stop }", false)]
    [InlineData("{ No-SuchCommand }", false)]
    [InlineData("{ Get-Item /none/such }", false)]
    [InlineData("{ 'a' | ForEach-Object { Write-Error 'no' } }", false)]
    [InlineData("{ try { 1 / 0 } catch { 'caught' } }", true)]
    public void Block_decides_by_its_last_value_or_by_what_it_throws(string block, bool isTrue)
    {
        foreach (var command in new[] { "Invoke-WebRunTask $good", "New-WebRunSession | Send-WebRunTask $good -Wait", "New-WebRunSession | Send-WebRunTask $good | Wait-WebRunTask" })
        {
            var result = _engine.Run($$"""$good = 'x [[duration=1ms; cost=0.02; result={"price":9}]]'; {{command}} {{(command.EndsWith("Wait-WebRunTask", StringComparison.Ordinal) ? "" : $"-OutputSchema {Schema}")}} -Assert {{block.Replace("$_.Output.price", command.EndsWith("Wait-WebRunTask", StringComparison.Ordinal) ? "($_.Output | ConvertFrom-Json).price" : "$_.Output.price", StringComparison.Ordinal).Replace("$task.Output.price", command.EndsWith("Wait-WebRunTask", StringComparison.Ordinal) ? "($task.Output | ConvertFrom-Json).price" : "$task.Output.price", StringComparison.Ordinal)}}""");

            Assert.Equal(isTrue ? [] : ["AssertionFailed"], result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
            Assert.Equal(isTrue || !command.StartsWith("Invoke", StringComparison.Ordinal) ? 1 : 0, result.Output.Count);
        }
    }

    [Fact]
    public async Task Text_that_is_thrown_is_the_error_and_what_is_sent_back()
    {
        var result = _engine.Run($"$seen = @(); Invoke-WebRunTask $bad -OutputSchema @{{ price = 'string' }} -RepairAttempts 1 -Assert {{ $script:seen += $_.Output.price; if ($_.Output.price -notmatch '^\\d+$') {{ throw 'A price is digits only. [[duration=1ms; result={{\"price\":\"9\"}}]]' }} }}; \"$seen\"").MustSucceed();

        Assert.Equal("about 9 9", result.Output[1].ToString());
        Assert.Contains("A price is digits only", _emulator.Recorder.Tasks[1].TaskDetails, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);

        var failed = _engine.Run("Invoke-WebRunTask 'dear [[duration=1ms]]' -Assert { $_.Cost -lt 0 }");
        Assert.StartsWith("The answer to the task 'dear [[duration=1ms]]' is not as asserted: It is not true that $_.Cost -lt 0. ", failed.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foreach ($i in 1) { Invoke-WebRunTask $bad -RepairAttempts 1 -Assert { break } }; 'after'")]
    [InlineData("Invoke-WebRunTask $bad -RepairAttempts 1 -Assert { 'x' | ForEach-Object { $_ } | Select-Object -First 1; $false } | Select-Object -First 1")]
    [InlineData("try { Invoke-WebRunTask $bad -RepairAttempts 1 -Assert { throw 'no' } -ErrorAction Stop } catch { 'caught' }")]
    public async Task Whatever_ends_the_command_ends_the_session(string script)
    {
        _engine.Run(script);

        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0 && _emulator.Recorder.Tasks.Count is 1 or 2);
    }

    [Fact]
    public async Task What_cannot_be_sent_back_is_the_answer_with_what_is_wrong()
    {
        var result = _engine.Run($"Invoke-WebRunTask $bad -OutputSchema {Schema} -RepairAttempts 2 -JournalPath $path -Assert {{ $true }} -OnGuardrail {{ 'x' }}");
        Assert.Empty(result.Errors);

        // The session is gone before the answer can be sent back.
        result = _engine.Run($"Invoke-WebRunTask $bad -RepairAttempts 2 -JournalPath $path -Assert {{ Stop-WebRunSession $_.SessionId; throw 'no' }}; Get-WebRunJournal $path");

        Assert.Equal("AssertionFailed", result.ErrorId);
        Assert.Contains("no. It could not be sent back", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(3, _emulator.Recorder.Tasks.Count);
        Assert.Equal(
            [(2, _emulator.Recorder.Tasks.Take(2).Sum(task => task.Usage.Cost)), (1, _emulator.Recorder.Tasks[2].Usage.Cost)],
            result.Output.Select(row => ((int)row.Properties["Attempts"].Value, (decimal)row.Properties["Cost"].Value)));
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public void Journal_has_a_row_that_is_not_as_asserted_as_failed_and_the_cost_of_all_attempts()
    {
        var run = $"[pscustomobject]@{{ TaskDetails = $bad }} | Invoke-WebRunTask -JournalPath $path -RepairAttempts 1 -Assert {Again}";
        Assert.Equal("AssertionFailed", _engine.Run(run).ErrorId);

        var again = _engine.Run(run);
        var recalled = Target(again);
        Assert.Equal(("AssertionFailed", 2, 0.05m, true, 2), (again.ErrorId, _emulator.Recorder.Tasks.Count, (decimal)recalled["Cost"].Value, (bool)recalled["FromJournal"].Value, ((ICollection)recalled["Attempts"].Value).Count));
        Assert.Contains("Give a number", again.Errors[0].ToString(), StringComparison.Ordinal);

        var retried = _engine.Run($"[pscustomobject]@{{ TaskDetails = $bad }} | Invoke-WebRunTask -JournalPath $path -RetryFailed -Assert {{ $true }}; Get-WebRunJournal $path").MustSucceed();
        Assert.Equal(3, _emulator.Recorder.Tasks.Count);
        Assert.Equal((3, 0.07m, "Completed"), ((int)retried.Output[1].Properties["Attempts"].Value, (decimal)retried.Output[1].Properties["Cost"].Value, $"{retried.Output[1].Properties["Status"].Value}"));
    }

    [Fact]
    public void Secret_of_the_task_in_what_is_thrown_is_neither_sent_nor_shown()
    {
        var result = _engine.Run("Invoke-WebRunTask $bad -Secret @{ all = @{ code = 'S3CRET-77' } } -RepairAttempts 1 -Assert { throw 'S3CRET-77 is wrong. [[duration=1ms]]' } -JournalPath $path; Get-Content $path");

        Assert.Contains("is wrong", _emulator.Recorder.Tasks[1].TaskDetails, StringComparison.Ordinal);
        Assert.All(
            [_emulator.Recorder.Tasks[1].TaskDetails, result.Errors[0].ToString(), PSSerializer.Serialize(result.Errors[0].TargetObject), .. result.Output.Select(line => line.ToString())],
            text => Assert.DoesNotContain("S3CRET-77", text, StringComparison.Ordinal));
    }

    private static PSMemberInfoCollection<PSPropertyInfo> Target(EngineResult result) => PSObject.AsPSObject(result.Errors[0].TargetObject).Properties;

    [Theory]
    [InlineData("Invoke-WebRunTask x -RepairAttempts 4", "ParameterArgumentValidationError")]
    [InlineData("Invoke-WebRunTask x -RepairAttempts -1", "ParameterArgumentValidationError")]
    [InlineData("Invoke-WebRunTask x -RepairAttempts '0,5'", "ParameterArgumentTransformationError")]
    [InlineData("Invoke-WebRunTask x -NoWait -RepairAttempts 1", "AmbiguousParameterSet")]
    [InlineData("Invoke-WebRunTask x -NoWait -Assert { $true }", "AmbiguousParameterSet")]
    [InlineData("Invoke-WebRunTask x -AsJob -Assert { $true }", "InvalidParameter")]
    [InlineData("Wait-WebRunTask s1 t1 -AsJob -Assert { $true }", "InvalidParameter")]
    [InlineData("Invoke-WebRunTask x -Assert $null", "ParameterArgumentValidationError")]
    public void What_makes_no_sense_is_refused_before_anything_is_sent(string command, string id)
    {
        Assert.StartsWith(id, _engine.Run(command).ErrorId, StringComparison.Ordinal);
        Assert.Empty(_emulator.Recorder.Requests);
    }
}

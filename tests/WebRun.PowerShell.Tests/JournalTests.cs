using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Batches that go on where they were interrupted.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-journal-").FullName;

    private string Journal => Path.Combine(_folder, "batch.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Nothing but the answers tells of tasks.</summary>
    private static Fault NoLink => new() { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 };

    [Fact]
    public async Task What_is_completed_comes_from_the_journal_and_is_not_paid_again()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        const string Batch = "'a', 'b [[files=1]]', 'a' | Invoke-WebRunTask -OutputSchema @{ title = 'string'; price = 'number' } -ThrottleLimit 1 -JournalPath ";

        var first = engine.Run(Batch + Journal).MustSucceed();
        var second = engine.Run(Batch + Journal).MustSucceed();

        Assert.Equal(3, emulator.Recorder.StartedTasks);
        string[] properties = ["SessionId", "TaskId", "Status", "TaskDetails", "Message", "Usage", "Cost", "SubmittedAt", "CompletedAt", "OutputType"];
        Assert.All(properties, p => Assert.Equal(first.Output.Select(o => o.Properties[p].Value), second.Output.Select(o => o.Properties[p].Value)));
        Assert.Equal(Assert.Single(Files(first)), Assert.Single(Files(second)));
        Assert.NotNull(((PSObject)second.Output[1].Properties["Output"].Value).Properties["price"].Value);

        static IEnumerable<object> Files(EngineResult result) => ((IEnumerable)result.Output[1].Properties["Files"].Value).Cast<object>();
    }

    [Fact]
    public async Task What_has_failed_is_an_error_again_and_runs_again_when_asked_to()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var batch = $"'bad [[fail=PAGE_CRASH]]', 'good' | Invoke-WebRunTask -JournalPath {Journal}";

        engine.Run(batch);
        var again = engine.Run(batch);
        Assert.Equal(("TaskFailed", 1, 2), (again.ErrorId, again.Output.Count, emulator.Recorder.StartedTasks));

        var retried = engine.Run(batch + " -RetryFailed");
        Assert.Equal(("TaskFailed", 1, 3), (retried.ErrorId, retried.Output.Count, emulator.Recorder.StartedTasks));
    }

    [Fact]
    public async Task What_nobody_knows_of_is_not_run_again_unasked()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(NoLink);
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, PathPrefix = "/start/send-message" });
        var batch = $"'a' | Invoke-WebRunTask -JournalPath {Journal}";

        Assert.Equal("OutcomeUnknown", engine.Run(batch).ErrorId);
        var again = engine.Run(batch);
        Assert.Equal(("OutcomeUnknown", 1), (again.ErrorId, emulator.Recorder.StartedTasks));
        Assert.Contains("-RetryUnknown", again.Errors[0].ToString(), StringComparison.Ordinal);

        engine.Run(batch + " -RetryFailed");
        Assert.Equal(1, emulator.Recorder.StartedTasks);
        engine.Run(batch + " -RetryUnknown").MustSucceed();
        engine.Run(batch).MustSucceed();
        Assert.Equal(2, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task What_was_never_started_simply_runs()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 402, PathPrefix = "/start/" });
        var batch = $"'a' | Invoke-WebRunTask -JournalPath {Journal}";

        Assert.Equal("InsufficientBalance", engine.Run(batch).ErrorId);
        engine.Run(batch).MustSucceed();

        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task What_was_stopped_is_looked_up_by_its_ids()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var batch = $"'a [[duration=5m]]' | Invoke-WebRunTask -PollInterval 1 -JournalPath {Journal}";
        using (var shell = engine.Create(batch))
        {
            shell.BeginInvoke();
            await Eventually.HoldsAsync(() => emulator.Recorder.Requests.Any(r => r.Method == "GET"));
            shell.Stop();
        }

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        var again = engine.Run(batch);

        Assert.Equal(("TaskFailed", 1), (again.ErrorId, emulator.Recorder.StartedTasks));
        Assert.Equal(emulator.Recorder.Tasks[0].TaskId, PSObject.AsPSObject(again.Errors[0].TargetObject).Properties["TaskId"].Value);
    }

    [Fact]
    public async Task What_the_service_does_not_know_any_more_is_unknown()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var batch = $"'a [[duration=1ms; guardrail=code?]]' | Invoke-WebRunTask -PollInterval 1 -JournalPath {Journal}";

        Assert.Equal("WaitingForInput", engine.Run(batch).MustSucceed()["Status"]);
        Assert.Equal("WaitingForInput", engine.Run(batch).MustSucceed()["Status"]);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 404, Body = """{"success":false,"code":"TASK_NOT_FOUND"}""", PathPrefix = "/task/", Count = 1000 });

        Assert.Equal(("OutcomeUnknown", 1), (engine.Run(batch).ErrorId, emulator.Recorder.StartedTasks));
        engine.Run("Stop-WebRunSession -All").MustSucceed();
    }

    [Fact]
    public async Task Answer_that_is_not_the_data_asked_for_is_a_failure_that_can_be_tried_again()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var batch = $"'a [[flaw=broken]]' | Invoke-WebRunTask -OutputSchema @{{ title = 'string' }} -JournalPath {Journal}";

        engine.Run(batch);
        var again = engine.Run(batch);
        Assert.Equal(("InvalidResponse", 1, 1), (again.ErrorId, again.Output.Count, emulator.Recorder.StartedTasks));

        engine.Run(batch + " -RetryFailed");
        Assert.Equal(2, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task What_waits_for_its_turn_or_is_refused_is_not_taken_for_sent()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 5, SessionLimit = 0, DefaultTaskDuration = TimeSpan.FromMilliseconds(20) });

        // While all sessions have a link, the place that is kept for ending them would be given to a second row.
        emulator.Faults.Add(NoLink);
        using var engine = new Engine(emulator);
        engine.Run("Invoke-WebRunTask 'tells the limit'").MustSucceed();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/start/" });
        using var shell = engine.Create($"1..5 | ForEach-Object {{ \"t$_\" }} | Invoke-WebRunTask -ThrottleLimit 5 -JournalPath {Journal}");

        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Recorder.Tasks.Count(t => t.State == TaskState.Completed) == 2 && shell.Streams.Progress.ToList().Exists(p => p.StatusDescription.StartsWith("1 done, 0 running, 4 waiting ", StringComparison.Ordinal)));
        shell.Stop();

        var states = (await File.ReadAllLinesAsync(Journal, TestContext.Current.CancellationToken)).Skip(1).Select(line => JsonNode.Parse(line)!).GroupBy(line => (string)line["row"]!, line => (string)line["state"]!, StringComparer.Ordinal).Select(row => string.Join(' ', row)).Order(StringComparer.Ordinal);

        // The row that had run; that which was refused, if it had its turn; and nothing of those that waited.
        Assert.Single(states, row => row.StartsWith("Sending", StringComparison.Ordinal) && row.EndsWith("Completed", StringComparison.Ordinal));
        Assert.All(states.Where(row => !row.EndsWith("Completed", StringComparison.Ordinal)), row => Assert.True(row is "New" or "Sending New", row));
    }

    [Fact]
    public async Task What_timed_out_before_the_service_had_answered_is_unknown()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, InlineWindow = TimeSpan.FromSeconds(50) });
        emulator.Faults.Add(NoLink);
        using var engine = new Engine(emulator);
        var batch = $"'a [[duration=5m]]' | Invoke-WebRunTask -Timeout 0.5 -JournalPath {Journal}";

        Assert.Equal("TaskTimeout", engine.Run(batch).ErrorId);
        Assert.Equal(("OutcomeUnknown", 1), (engine.Run(batch).ErrorId, emulator.Recorder.StartedTasks));
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Results_of_one_service_are_not_those_of_another()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        using var engine = new Engine(first);

        engine.Run($"'a' | Invoke-WebRunTask -JournalPath {Journal}; Connect-WebRun {Engine.Key} -BaseUri {second.BaseUri}; 'a' | Invoke-WebRunTask -JournalPath {Journal}").MustSucceed();

        Assert.Equal((1, 1), (first.Recorder.StartedTasks, second.Recorder.StartedTasks));
    }

    [Theory]
    [InlineData("TaskDetails,Url\nbuy milk,https://shop.example\n")]
    [InlineData("{\"row\":\"x\"}\n")]
    [InlineData("\n")]
    public async Task File_that_is_no_journal_is_left_as_it_is(string content)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        await File.WriteAllTextAsync(Journal, content, TestContext.Current.CancellationToken);

        var result = engine.Run($"'a' | Invoke-WebRunTask -JournalPath {Journal}");

        Assert.Equal(("InvalidParameter", Journal), (result.ErrorId, result.Errors[0].TargetObject));
        Assert.Equal((content, 0), (await File.ReadAllTextAsync(Journal, TestContext.Current.CancellationToken), emulator.Recorder.StartedTasks));
    }

    [Fact]
    public async Task What_a_killed_process_had_half_written_is_not_lost_for_others()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var batch = $"'a', 'b' | Invoke-WebRunTask -ThrottleLimit 1 -JournalPath {Journal}";
        engine.Run(batch).MustSucceed();
        var whole = await File.ReadAllBytesAsync(Journal, TestContext.Current.CancellationToken);

        for (var length = 0; length < whole.Length; length += 37)
        {
            await File.WriteAllBytesAsync(Journal, whole[..length], TestContext.Current.CancellationToken);
            engine.Run(batch + " -RetryUnknown").MustSucceed();
            var before = emulator.Recorder.StartedTasks;
            Assert.Equal(2, engine.Run(batch).MustSucceed().Output.Count);
            Assert.Equal(before, emulator.Recorder.StartedTasks);
        }
    }

    [Fact]
    public async Task Journal_is_for_one_process_at_a_time()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var other = new Engine(emulator);
        using var shell = other.Create($"'a [[duration=5m]]' | Invoke-WebRunTask -JournalPath {Journal}");
        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);

        var result = engine.Run($"'a' | Invoke-WebRunTask -JournalPath {Journal}");

        Assert.Equal(("FileUnavailable", 1), (result.ErrorId, emulator.Recorder.StartedTasks));
        shell.Stop();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task WhatIf_leaves_no_journal()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"'a' | Invoke-WebRunTask -WhatIf -JournalPath {Journal}").MustSucceed();

        Assert.False(File.Exists(Journal));
    }

    [Fact]
    public async Task Journal_holds_no_key_no_secret_and_nobody_else_may_read_it()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Set("secret", "s3cret v4lue");

        engine.Run($"\"a [[result=the key is {Engine.Key}, the password $secret, in an address $([uri]::EscapeDataString($secret))]]\" | Invoke-WebRunTask -Secret @{{ all = @{{ password = $secret }} }} -JournalPath {Journal}").MustSucceed();

        var journal = await File.ReadAllTextAsync(Journal, TestContext.Current.CancellationToken);
        Assert.Contains("the password ***, in an address ***", journal, StringComparison.Ordinal);
        Assert.DoesNotContain(Engine.Key, journal, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", journal, StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Journal) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("-NewRun")]
    [InlineData("-JournalKey Shop")]
    [InlineData("-RetryFailed")]
    [InlineData("-RetryUnknown")]
    public async Task What_is_about_a_journal_needs_one(string parameter)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        Assert.Equal(("InvalidParameter", 0), (engine.Run($"Invoke-WebRunTask a {parameter}").ErrorId, emulator.Recorder.StartedTasks));
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions
    {
        RateLimit = 0,
        SessionLimit = 0,
        InlineWindow = TimeSpan.FromMilliseconds(100),
        DefaultTaskDuration = TimeSpan.FromMilliseconds(20),
    });
}

using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Commands as jobs: PowerShell's own, for its own commands.</summary>
public class JobTests
{
    [Fact]
    public async Task Job_has_a_child_for_each_task_with_results_and_errors_as_the_command_gives_them()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var job = engine.Run("$job = 'a [[result=1]]', 'b [[fail=PAGE_CRASH]]', 'c [[result=3]]' | Invoke-WebRunTask -AsJob; $job | Wait-Job").MustSucceed();
        var received = engine.Run("$job | Receive-Job");

        Assert.Equal(("WebRunJob", "Invoke-WebRunTask", "3 of 3 done"), (job["PSJobTypeName"], job["Command"], job["StatusMessage"]));
        Assert.Equal(["Failed", "Completed", "Failed", "Completed"], engine.Run("$job.State; $job.ChildJobs.State").Output.Select(s => s.ToString()));
        Assert.Equal(["1", "3"], received.Output.Select(o => (string)o.Properties["Message"].Value));
        Assert.Contains("WebRun.WebRunTask", received.Output[0].TypeNames);
        Assert.Equal("TaskFailed,WebRun.PowerShell.InvokeWebRunTaskCommand", Assert.Single(received.Errors).FullyQualifiedErrorId);
        Assert.Empty(engine.Run("$job | Remove-Job; Get-Job").MustSucceed().Output);
    }

    [Fact]
    public async Task Job_is_there_at_once_and_keeps_to_the_limit()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var state = engine.Run("$job = 1..9 | ForEach-Object { \"t$_ [[duration=5m]]\" } | Invoke-WebRunTask -AsJob -ThrottleLimit 4; $job.State").MustSucceed();

        Assert.Equal("Running", state.Single.ToString());
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 4);
        Assert.Equal("9", engine.Run("$job.ChildJobs.Count").Single.ToString());
        Assert.Equal("Stopped", engine.Run("$job | Stop-Job; $job.State").MustSucceed().Single.ToString());
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.Equal(4, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [InlineData("$s | Send-WebRunTask 'x [[duration=5m]]' -Wait -AsJob")]
    [InlineData("$s | Send-WebRunTask 'x [[duration=5m]]' | Wait-WebRunTask -AsJob")]
    public async Task Stopped_job_stops_its_task_and_leaves_the_session_that_is_not_its_own(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run($"$s = New-WebRunSession; $job = {command}").MustSucceed();
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);

        engine.Run("$job | Stop-Job").MustSucceed();

        await Eventually.HoldsAsync(() => emulator.Recorder.Tasks[0].State == TaskState.Stopped);
        Assert.Equal(1, emulator.Recorder.OpenSessions);
        engine.Run("$s | Stop-WebRunSession").MustSucceed();
    }

    [Fact]
    public async Task Command_that_ends_before_it_gives_the_job_away_stops_it()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run("1..3 | ForEach-Object { if ($_ -eq 3) { throw 'upstream' }; \"t$_ [[duration=5m]]\" } | Invoke-WebRunTask -AsJob");

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.Empty(engine.Run("Get-Job").Output);
    }

    [Fact]
    public async Task Error_that_stops_the_command_before_its_job_is_there_tells_what_became_of_each_task()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var goOn = new ManualResetEventSlim();
        engine.Set("goOn", goOn);
        using var shell = engine.Create("& { 'done [[duration=1ms]]'; 'bad [[duration=1ms; fail=PAGE_CRASH]]'; 'asks [[duration=1ms; guardrail=code?]]'; 'long [[duration=5m]]'; [void] $goOn.Wait(120000); [pscustomobject]@{ Task = 'x'; File = './none.pdf' } } | Invoke-WebRunTask -AsJob -ErrorAction Stop");
        using var output = new PSDataCollection<PSObject>();

        var running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 4 && emulator.Recorder.OpenSessions == 2);
        goOn.Set();
        var error = Assert.ThrowsAny<RuntimeException>(() => shell.EndInvoke(running)).ErrorRecord;

        Assert.StartsWith("FileUnavailable", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        string[] told = [.. output.Select(task => $"{task.Properties["TaskDetails"].Value}"), .. shell.Streams.Warning.Select(warning => warning.Message)];
        string[] each = ["done [[", "PAGE_CRASH", "asks [[", "long [["];
        Assert.All(each, text => Assert.Single(told, line => line.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(output.Any(task => $"{task.Properties["Status"].Value}" == "WaitingForInput"), told.Any(line => line.Contains("its session costs money meanwhile", StringComparison.Ordinal)));
        Assert.Contains(told, line => line.Contains("-ErrorAction Stop also ended ", StringComparison.Ordinal) && line.Contains("long [[", StringComparison.Ordinal));
        engine.Run("Get-WebRunSession | Stop-WebRunSession").MustSucceed();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Closed_runspace_ends_its_jobs_at_the_service()
    {
        await using var emulator = await StartAsync();
        using (var engine = new Engine(emulator))
        {
            engine.Run("$job = 1..9 | ForEach-Object { \"t$_ [[duration=5m]]\" } | Invoke-WebRunTask -AsJob -ThrottleLimit 3").MustSucceed();
            await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 3);
        }

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.Equal(3, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Who_waits_for_a_job_sees_that_it_has_failed()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("$job = 'a [[fail=PAGE_CRASH]]', 'b' | Invoke-WebRunTask -AsJob -ThrottleLimit 1; $null = $job | Receive-Job -Wait -ErrorAction SilentlyContinue; $job.State; $job.ChildJobs.State");

        Assert.Equal(["Failed", "Failed", "Completed"], result.Output.Select(o => o.ToString()));
    }

    [Fact]
    public async Task Child_shows_how_far_its_task_is()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$job = 'Find it [[duration=5m]]' | Invoke-WebRunTask -AsJob -PollInterval 1").MustSucceed();

        await Eventually.HoldsAsync(() => engine.Run("$job.ChildJobs[0].Progress | Where-Object CurrentOperation -like '*Find it*' | Where-Object StatusDescription -like '*so far: *Find it*'").Output.Count == 1);

        engine.Run("$job | Stop-Job; $job | Remove-Job").MustSucceed();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Job_keeps_its_journal_and_its_files_until_it_has_ended()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var folder = Directory.CreateTempSubdirectory("webrun-job-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.txt"), "content", TestContext.Current.CancellationToken);
        var batch = $"1..4 | ForEach-Object {{ \"t$_\" }} | Invoke-WebRunTask -AsJob -ThrottleLimit 1 -File {folder}/a.txt -JournalPath {folder}/batch.jsonl | Wait-Job | Receive-Job";

        Assert.Equal(4, engine.Run(batch).MustSucceed().Output.Count);
        Assert.Equal(4, engine.Run(batch).MustSucceed().Output.Count);

        Assert.Equal((4, 1), (emulator.Recorder.StartedTasks, emulator.Recorder.Uploads.Count));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask x -AsJob -OnGuardrail { 1 }")]
    [InlineData("Wait-WebRunTask s t -AsJob -OnGuardrail { 1 }")]
    public async Task Script_block_cannot_go_into_a_job(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(command);

        Assert.Equal("InvalidParameter", result.ErrorId);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Waiting_and_verbose_words_come_through_the_job_too()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var received = engine.Run("'x [[guardrail=code?]]' | Invoke-WebRunTask -AsJob -Verbose | Wait-Job | Receive-Job -Verbose").MustSucceed();

        Assert.Equal("WaitingForInput", received["Status"]);
        Assert.Contains(received.Streams.Warning, w => w.Message.Contains("code?", StringComparison.Ordinal));
        Assert.Contains(received.Streams.Verbose, v => v.Message.Contains("start/start-session", StringComparison.Ordinal));
        engine.Run("Stop-WebRunSession -All").MustSucceed();
    }

    [Fact]
    public async Task Lost_answer_is_the_error_of_its_child_and_nothing_runs_twice()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 });
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, PathPrefix = "/start/send-message" });

        var received = engine.Run("'a', 'b' | Invoke-WebRunTask -AsJob -ThrottleLimit 1 | Wait-Job | Receive-Job");

        Assert.Equal("OutcomeUnknown", received.ErrorId);
        Assert.Equal("b", received["TaskDetails"]);
        Assert.Equal(["a", "b"], emulator.Recorder.Tasks.Select(task => task.TaskDetails));
        emulator.Reset();
    }

    [Fact]
    public async Task Stopped_job_ends_its_session_though_the_service_is_not_there_at_first()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 });
        engine.Run("$job = 'x [[duration=5m]]' | Invoke-WebRunTask -AsJob").MustSucceed();
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, PathPrefix = "/start/send-message", Count = 2 });

        engine.Run("$job | Stop-Job").MustSucceed();

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.Equal([503, 503, 200], emulator.Recorder.Requests.Where(request => request.Body.Contains("terminate\"", StringComparison.Ordinal)).Select(request => request.Status ?? 0));
    }

    [Fact]
    public async Task Stopped_job_that_only_waited_for_the_limit_leaves_the_task_of_another_alone()
    {
        await using var emulator = await StartAsync(rateLimit: 2);
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession; [void]($s | Send-WebRunTask 'x [[duration=5m]]'); $job = $s | Send-WebRunTask 'y' -AsJob").MustSucceed();
        await Eventually.HoldsAsync(() => $"{engine.Run("$job.StatusMessage").Single}".Contains("limit", StringComparison.Ordinal));

        engine.Run("$job | Stop-Job; $s | Stop-WebRunSession").MustSucceed();

        Assert.Equal(["x [[duration=5m]]"], emulator.Recorder.Tasks.Select(task => task.TaskDetails));
        Assert.Equal(TaskState.Terminated, emulator.Recorder.Tasks[0].State);
        Assert.DoesNotContain(emulator.Recorder.Requests, request => request.Body.Contains("\"stop\"", StringComparison.Ordinal));
    }

    private static Task<WebRunEmulator> StartAsync(int rateLimit = 0) => WebRunEmulator.StartAsync(new EmulatorOptions
    {
        RateLimit = rateLimit,
        SessionLimit = 0,
        InlineWindow = TimeSpan.FromMilliseconds(100),
        DefaultTaskDuration = TimeSpan.FromMilliseconds(20),
    });
}

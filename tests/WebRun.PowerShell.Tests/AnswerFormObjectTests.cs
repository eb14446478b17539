using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever form the service answers in, the object that comes out of the commands is the same, to the cent.</summary>
public class AnswerFormObjectTests
{
    private const string NewerKey = "wr_0123456789abcdefghijklmnopqrst";

    // The emulator counts a million tokens read for a dollar, and a quarter of that written.
    private const string What = "result=here; cost=0.0213; files=r.zip";
    private const string Whole = "Completed here 0.0213 21300+5325=26625 r.zip ";

    /// <summary>A task on one line, with its id at the end.</summary>
    private const string Shown = """ForEach-Object { "$($_.Status) $($_.Output) $($_.Cost) $($_.Usage.PromptTokens)+$($_.Usage.CompletionTokens)=$($_.Usage.TotalTokens) $($_.Files.FileName) $($_.TaskId)" }""";

    public static TheoryData<string> Keys => [Engine.Key, NewerKey];

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Result_of_an_event_is_the_outcome_where_the_look_says_404(string key)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator, key);

        var result = engine.Run($"$t = Invoke-WebRunTask 'x [[duration=300ms; {What}; shape=cleaned-up]]' -Live; $t | {Shown}; $t | Get-WebRunTask | {Shown}; $t | Wait-WebRunTask | {Shown}").MustSucceed();

        Assert.All(result.Output, line => Assert.Equal(Whole + emulator.Recorder.Tasks.Single().TaskId, line.BaseObject));
        Assert.Equal(3, result.Output.Count);
    }

    [Theory]
    [InlineData("events-without-usage")]
    [InlineData("events-without-usage,events-name-task,wrapped")]
    public async Task Cost_so_far_is_not_taken_for_the_whole_where_the_event_of_the_end_has_none(string shape)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"Invoke-WebRunTask 'x [[duration=300ms; {What}; shape={shape}]]' -Live | {Shown}").MustSucceed();

        Assert.Equal(Whole + emulator.Recorder.Tasks.Single().TaskId, result.Single.BaseObject);
    }

    [Theory]
    [InlineData("cleaned-up")]
    [InlineData("cleaned-up,bare")]
    [InlineData("cleaned-up,error-text-in-data")]
    [InlineData("cleaned-up,error-text-in-data,events-name-task")]
    public async Task Error_of_an_event_is_the_outcome_where_the_look_says_404(string shape)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"Invoke-WebRunTask 'x [[duration=300ms; fail=PAGE_CRASH; error=the page is gone; cost=0.0213; shape={shape}]]' -Live");

        Assert.Equal("TaskFailed", result.ErrorId);
        Assert.Empty(result.Output);
        engine.Set("t", result.Errors[0].TargetObject);
        Assert.Equal(
            $"Failed PAGE_CRASH the page is gone {emulator.Recorder.Tasks.Single().TaskId}",
            engine.Run("""
                "$($t.Status) $($t.Error.Code) $($t.Error.Message) $($t.TaskId)"
                """).Single.BaseObject);

        // Only some errors say what was used.
        if (shape.Contains("data", StringComparison.Ordinal))
        {
            Assert.Equal("0.0213 26625", engine.Run("\"$($t.Cost) $($t.Usage.TotalTokens)\"").Single.BaseObject);
        }
    }

    [Fact]
    public async Task Task_that_is_not_known_at_first_is_waited_for_and_named_in_a_look()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var waited = engine.Run($"Invoke-WebRunTask 'x [[hold=0s; duration=100ms; {What}; shape=not-yet-known; live=silent]]' -PollInterval 1 | {Shown}").MustSucceed();
        Assert.Equal(Whole + emulator.Recorder.Tasks[0].TaskId, waited.Single.BaseObject);

        engine.Run("$t = Invoke-WebRunTask 'x [[hold=0s; duration=1h; shape=not-yet-known]]' -NoWait").MustSucceed();
        Assert.Equal("TaskNotFound", engine.Run("$t | Get-WebRunTask").ErrorId);
        Assert.Equal("Running", engine.Run("$t | Get-WebRunTask; $t | Stop-WebRunSession").MustSucceed()["Status"]);
    }

    [Theory]
    [InlineData("started")]
    [InlineData("poll-url-alone")]
    [InlineData("pending-alone")]
    public async Task Task_without_the_usual_status_is_pending_and_then_itself(string shape)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        foreach (var command in new[] { "Invoke-WebRunTask $text -NoWait", "New-WebRunSession -KeepAlive | Send-WebRunTask $text" })
        {
            var sent = engine.Run($"$text = 'x [[hold=0s; duration=300ms; {What}; shape=no-task-started,{shape}]]'; $t = {command}; $t").MustSucceed();
            var task = emulator.Recorder.Tasks[^1];
            Assert.Equal((task.SessionId, task.TaskId, null, null), (sent["SessionId"], sent["TaskId"], sent["Cost"], sent["Output"]));

            // An event of its work may have come before the answer.
            Assert.True(sent["Status"] is "Pending" or "Running", sent["Status"]);
            Assert.Equal(shape == "poll-url-alone" ? $"{emulator.BaseUri}task/{task.SessionId}/{task.TaskId}" : null, sent["PollUrl"]);

            Assert.Equal(Whole + task.TaskId, engine.Run($"$t | Wait-WebRunTask -PollInterval 1 | {Shown}").MustSucceed().Single.BaseObject);
        }
    }

    [Fact]
    public async Task Address_to_poll_names_the_ids_where_nothing_else_does()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, PathPrefix = "/start/send-message", Body = $$"""{"success":true,"pollUrl":"{{emulator.BaseUri}}task/s7/t7"}""" });

        var sent = engine.Run("New-WebRunSession | Send-WebRunTask x").MustSucceed();

        Assert.Equal(("Pending", "t7"), (sent["Status"], sent["TaskId"]));
    }

    [Theory]
    [InlineData("documented")]
    [InlineData("wrapped")]
    [InlineData("result-alone")]
    [InlineData("usage-in-data")]
    [InlineData("tokens-in-data")]
    [InlineData("camel")]
    [InlineData("split-usage")]
    [InlineData("scattered-usage")]
    [InlineData("byte-order-mark")]
    [InlineData("deep-unknown-field,duplicate-unknown-key")]
    [InlineData("scattered-usage,wrapped,byte-order-mark")]
    public async Task Result_in_every_form_is_the_same_object(string shape)
    {
        await using var emulator = await StartAsync(inlineWindow: 50);
        using var engine = new Engine(emulator);

        var result = engine.Run(
            $"""
            $text = 'x [[duration=20ms; {What}; shape={shape}]]'
            $tasks = @(
                Invoke-WebRunTask $text
                Invoke-WebRunTask $text -Live
                ($s = New-WebRunSession) | Send-WebRunTask $text -Wait
                $s | Send-WebRunTask $text | Wait-WebRunTask
                $s | Stop-WebRunSession)
            $tasks | {Shown}
            $tasks.ForEach('Usage').ForEach('CompletionTime').TotalMilliseconds
            """).MustSucceed();

        var done = emulator.Recorder.Tasks;
        Assert.Equal(done.Select(task => Whole + task.TaskId), result.Output.Take(4).Select(line => line.BaseObject));

        // Where only the billed time is told, it has to do; the emulator bills a fifth.
        var part = shape == "camel" ? 5 : 1;
        Assert.Equal(done.Select(task => Math.Round(task.Usage.CompletionTime.TotalMilliseconds / part)), result.Output.Skip(4).Select(time => Math.Round((double)time.BaseObject)));
    }

    [Theory]
    [InlineData("failed-as-type")]
    [InlineData("failed-without-status")]
    [InlineData("failed-code-in-details")]
    [InlineData("failed-with-http-status")]
    [InlineData("failed-without-status,byte-order-mark")]
    public async Task Failure_in_every_form_is_the_same_error(string shape)
    {
        await using var emulator = await StartAsync(inlineWindow: 50);
        using var engine = new Engine(emulator);

        var result = engine.Run($"Invoke-WebRunTask 'x [[duration=20ms; fail=NAVIGATION_TIMEOUT; error=too slow; cost=0.0213; shape={shape}]]'");

        Assert.Equal(("TaskFailed", ErrorCategory.InvalidResult), (result.ErrorId, result.Errors[0].CategoryInfo.Category));
        engine.Set("t", result.Errors[0].TargetObject);
        var task = emulator.Recorder.Tasks.Single();
        Assert.Equal(
            $"Failed NAVIGATION_TIMEOUT too slow 0.0213 26625 {task.SessionId} {task.TaskId}",
            engine.Run("\"$($t.Status) $($t.Error.Code) $($t.Error.Message) $($t.Cost) $($t.Usage.TotalTokens) $($t.SessionId) $($t.TaskId)\"").Single.BaseObject);
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task First_task_that_start_session_names_is_waited_for_by_its_session(string key)
    {
        await using var emulator = await StartAsync(forms: ServiceForm.SessionNamesTask);
        using var engine = new Engine(emulator, key);

        var opened = engine.Run($"($s = New-WebRunSession 'x [[duration=300ms; {What}]]')").MustSucceed();
        var task = emulator.Recorder.Tasks.Single();
        Assert.Equal(("Active", task.SessionId, task.TaskId), (opened["State"], opened["SessionId"], opened["TaskId"]));

        var waited = engine.Run($"$s | Wait-WebRunTask -PollInterval 1 | {Shown}; $s | Get-WebRunTask | {Shown}; $s | Stop-WebRunSession").MustSucceed();
        Assert.Equal([Whole + task.TaskId, Whole + task.TaskId], waited.Output.Select(line => line.BaseObject));
    }

    [Fact]
    public async Task First_task_is_found_by_the_session_s_id_where_that_stands_for_it()
    {
        await using var emulator = await StartAsync(forms: ServiceForm.SessionIdIsTaskId);
        using var engine = new Engine(emulator);

        var waited = engine.Run($"$s = New-WebRunSession 'x [[duration=300ms; {What}]]'; Wait-WebRunTask $s.SessionId $s.SessionId -PollInterval 1 | {Shown}; $s | Stop-WebRunSession").MustSucceed();

        Assert.Equal(Whole + emulator.Recorder.Sessions.Single().SessionId, waited.Single.BaseObject);
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 0, params ServiceForm[] forms) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow), Forms = forms });
}

using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The questions of tasks are asked at the prompt: <c>-OnGuardrail Ask</c>.</summary>
public sealed class AskTests : IAsyncLifetime
{
    private const string Asks = "'log in [[duration=2ms; cost=0.01; guardrail=\"the code?\"; result=in]]'";

    private WebRunEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("Invoke-WebRunTask {0} -OnGuardrail Ask")]
    [InlineData("Invoke-WebRunTask {0} -OnGuardrail ask -Live")]
    [InlineData("$s | Send-WebRunTask {0} -Wait -OnGuardrail Ask")]
    [InlineData("$s | Send-WebRunTask {0} | Wait-WebRunTask -OnGuardrail Ask")]
    [InlineData("Invoke-WebRunTask {0} -Then 'next [[duration=1ms; result=in]]' -OnGuardrail Ask")]
    public async Task Answer_goes_to_the_task_which_goes_on(string command)
    {
        foreach (var (choice, state, status) in new[] { ("&Answer: 123456 ", "resume", "Completed"), ("Answer &hidden:123456", "resume", "Completed"), ("&Refuse:123456", "stop", "Stopped") })
        {
            // Nothing typed is no answer, so that the person is asked again.
            var person = new PersonHost("&Answer: ", choice);
            using var engine = new Engine(_emulator, person: person);
            var result = engine.Run($"$s = New-WebRunSession; $ErrorActionPreference = 'Continue'; {string.Format(null, command, Asks)}; $s | Stop-WebRunSession");

            var task = _emulator.Recorder.Tasks.Last(sent => sent.Replies.Count > 0);
            Assert.Equal((state, "123456"), (task.Replies.Single().NewState, task.Replies.Single().Text));
            Assert.Equal(status, (result.Errors is [var error] ? PSObject.AsPSObject(error.TargetObject) : result.Output[^1]).Properties["Status"].Value.ToString());
            Assert.Equal(status == "Stopped" ? ["TaskFailed"] : [], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
            Assert.Equal(2, person.Questions);
            Assert.Matches("^A task asks you.*\nlog in .*\nthe code\\?\n&Answer Answer &hidden &Refuse &Leave it", person.Asked[0]);
            await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
        }
    }

    [Fact]
    public void Task_that_is_left_waits_as_without_the_question()
    {
        var person = new PersonHost("&Leave it");
        using var engine = new Engine(_emulator, person: person);

        var result = engine.Run($"$t = Invoke-WebRunTask {Asks} -OnGuardrail Ask; $t.Status; $t | Resume-WebRunTask -Response 7; ($t | Wait-WebRunTask -PollInterval 1).Status; $t | Stop-WebRunSession").MustSucceed();

        Assert.Equal(["WaitingForInput", "Completed"], result.Output.Select(status => status.ToString()));
        Assert.Contains("Resume-WebRunTask", result.Streams.Warning.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_answer_is_masked_in_all_that_is_heard_and_a_shown_one_is_not()
    {
        foreach (var (choice, isSeen) in new[] { ("Answer &hidden:S3CRET-77", false), ("&Answer:S3CRET-77", true) })
        {
            using var engine = new Engine(_emulator, person: new PersonHost(choice));
            engine.Set("asks", "log in [[duration=2ms; guardrail=code?; result=used S3CRET-77]]");

            var task = engine.Run("Invoke-WebRunTask $asks -OnGuardrail Ask").MustSucceed();

            Assert.Equal(isSeen, task["Message"]!.Contains("S3CRET-77", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Hidden_answer_is_in_no_stream_file_and_object()
    {
        using var folder = new TemporaryFolder();
        var person = new PersonHost($"Answer &hidden:{Canary.Answer}");
        using var engine = new Engine(_emulator, person: person);
        engine.Set("path", System.IO.Path.Combine(folder.Path, "journal.jsonl"));

        var result = engine.Run($"$t = Invoke-WebRunTask {Asks} -OnGuardrail Ask -Then 'next [[duration=1ms]]' -Live -JournalPath $path -Verbose -Debug; $t; $t.Steps; Get-Content $path").MustSucceed();

        Assert.Equal(Canary.Answer, _emulator.Recorder.Tasks[0].Replies.Single().Text);
        Canary.AssertClean([
            person.Shown, .. person.Asked, .. result.Output.Select(value => value + PSSerializer.Serialize(value)),
            .. result.Streams.Verbose.Concat<InformationalRecord>(result.Streams.Debug).Concat(result.Streams.Warning).Select(record => record.Message), .. result.Streams.Information.Select(record => $"{record}"),
        ]);
    }

    [Fact]
    public void Hostile_question_reaches_the_screen_as_text_and_not_without_end()
    {
        var person = new PersonHost("&Answer:1");
        using var engine = new Engine(_emulator, person: person);
        engine.Set("asks", "a\u202Eb\u001b[2J [[duration=2ms; guardrail=\"go\\u001b]0;owned\\u0007\\u202Eon\\r" + new string('x', 100_000) + "\"]]");

        engine.Run("Invoke-WebRunTask $asks -OnGuardrail Ask").MustSucceed();

        Assert.All(person.Asked, asked => Assert.DoesNotContain(asked, c => c is '\u202E' or '\u001b' or '\u0007' or '\r'));
        Assert.InRange(person.Asked.Single().Length, 2000, 2500);
    }

    [Fact]
    public async Task In_a_batch_one_question_is_asked_at_a_time_and_other_rows_go_on()
    {
        var person = new PersonHost("&Answer:1");
        using var engine = new Engine(_emulator, person: person);
        var open = 0;
        person.Thinking = () =>
        {
            // The row that asks nothing, and the other questions, come while the person thinks.
            Assert.Equal(1, ++open);
            Eventually.HoldsAsync(() => _emulator.Recorder.Tasks.Count == 5 && _emulator.Recorder.Tasks.Count(task => task.State == TaskState.Completed) >= 2).GetAwaiter().GetResult();
            open--;
        };

        var result = engine.Run($"{Asks}, {Asks}, {Asks}, 'x [[duration=1ms]]', 'y [[duration=20ms]]' | Invoke-WebRunTask -OnGuardrail Ask -PollInterval 1").MustSucceed();

        Assert.Equal((5, 3), (result.Output.Count, person.Questions));
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Answer_that_comes_after_the_time_is_over_is_not_sent()
    {
        var person = new PersonHost("&Answer:late");
        using var engine = new Engine(_emulator, person: person);
        person.Thinking = () => Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0).GetAwaiter().GetResult();

        var result = engine.Run($"Invoke-WebRunTask {Asks} -OnGuardrail Ask -Timeout 3 -PollInterval 1");

        Assert.Equal(("TaskTimeout", 1), (result.ErrorId, person.Questions));
        Assert.Contains("no longer waits", result.Streams.Warning.Single().Message, StringComparison.Ordinal);
        Assert.Empty(_emulator.Recorder.Tasks.Single().Replies);
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Host_that_fails_to_ask_is_the_error_of_the_task()
    {
        using var engine = new Engine(_emulator, person: new PersonHost { Thinking = () => throw new NotSupportedException("No choices here.") });

        var result = engine.Run($"Invoke-WebRunTask {Asks} -OnGuardrail Ask; 'after'");

        Assert.Equal(("GuardrailFailed", "after"), (result.ErrorId, result.Single.ToString()));
        Assert.Contains("No choices here.", result.Errors[0].ToString(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => _emulator.Recorder.OpenSessions == 0);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask x -OnGuardrail Ask", false, "InvalidParameter", "cannot ask")]
    [InlineData("Wait-WebRunTask s1 t1 -OnGuardrail Ask", false, "InvalidParameter", "cannot ask")]
    [InlineData("Send-WebRunTask x s1 -Wait -OnGuardrail Ask", false, "InvalidParameter", "cannot ask")]
    [InlineData("Invoke-WebRunTask x -OnGuardrail Ask -AsJob", true, "InvalidParameter", "a job asks nobody. Leave it out")]
    [InlineData("Wait-WebRunTask s1 t1 -OnGuardrail Ask -AsJob", true, "InvalidParameter", "a job asks nobody. Leave it out")]
    [InlineData("Invoke-WebRunTask x -OnGuardrail Asked", true, "ParameterArgumentTransformationError", "neither Ask nor a script block")]
    [InlineData("Invoke-WebRunTask x -OnGuardrail ''", true, "ParameterArgumentTransformationError", "neither Ask nor a script block")]
    [InlineData("Invoke-WebRunTask x -OnGuardrail $null", true, "ParameterArgumentValidationError", "OnGuardrail")]
    [InlineData("Invoke-WebRunTask x -OnGuardrail Ask -NoWait", true, "AmbiguousParameterSet", "")]
    public void Where_nobody_can_answer_it_is_refused_before_anything_is_sent(string command, bool hasPerson, string id, string why)
    {
        var person = new PersonHost();
        using var engine = new Engine(_emulator, person: hasPerson ? person : null);

        var result = engine.Run(command);

        Assert.Equal(id, result.ErrorId);
        Assert.Contains(why, result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (_emulator.Recorder.Requests.Count, person.Questions));
    }
}

using System;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What a person sees on a screen of 100 columns, and what an object is inside a string.</summary>
public partial class ViewTests
{
    [Theory]
    [InlineData("", "FullLanguage")]
    [InlineData("Set-StrictMode -Version Latest; ", "FullLanguage")]
    [InlineData("Set-StrictMode -Version Latest; ", "ConstrainedLanguage")]
    public async Task Tasks_and_costs_are_shown_the_same_under_strict_mode_and_in_constrained_language(string before, string language)
    {
        var shown = await ShownAsync(before + "$t = Invoke-WebRunTask 'Find it [[duration=1ms; result=42; cost=0.0124]]'; $t | Out-Default; $t | Measure-WebRunCost", language);

        Assert.Equal(
            """
            Status               Cost     Time TaskDetails      Result
            ------               ----     ---- -----------      ------
            Completed         $0.0124     1 ms Find it [[durat… 42
              Count Completed Failed Unfinished      Cost ~Sessions      Time TotalTokens
              ----- --------- ------ ----------      ---- ---------      ---- -----------
                  1         1      0          0   $0.0124                1 ms       15500
            """,
            shown);
    }

    [Fact]
    public async Task Table_of_tasks_fits_a_screen_of_80_columns_with_a_result_that_is_readable()
    {
        var shown = await ShownAsync("Invoke-WebRunTask 'Find the price of a wireless keyboard [[duration=1ms; cost=12.0124; result=The keyboard costs 42.90 EUR, and is in stock]]' | Out-String -Width 80");

        Assert.Contains("Completed        $12.0124     1 ms Find the price … The keyboard costs 42.90 EU…", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_is_shown_with_what_it_is_for()
    {
        var shown = await ShownAsync("$s = New-WebRunSession -StartingPoint https://a.example; $s; $s | Stop-WebRunSession");

        Assert.Equal(
            """
            SessionId                State      CreatedAt           Owner       Purpose
            ---------                -----      ---------           -----       -------
            ID                       Active     TIME                this one    https://a.example/
            """,
            shown);
    }

    [Fact]
    public async Task Failed_task_is_shown_as_an_error_that_says_why()
    {
        var shown = await ShownAsync("Invoke-WebRunTask 'Find it [[duration=1ms; fail=PAGE_CRASH]]' -ErrorAction SilentlyContinue -ErrorVariable e; $e");

        Assert.StartsWith("Invoke-WebRunTask: The task 'Find it [[duration=1ms; fail=PAGE_CRASH]]' has no result. PAGE_CRASH", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_type_is_shown_in_constrained_language_as_in_full_language()
    {
        // The service is asked how it is before there is work that takes an instance for a moment.
        const string All = TriggerTests.Create + "$e; $e | Get-WebRunEnvironmentProfile; $t; Test-WebRunService; Get-WebRunContext; $t | Start-WebRunTrigger; ";

        Assert.Equal(await ShownAsync(All), await ShownAsync(All, "ConstrainedLanguage"));
    }

    [Fact]
    public async Task Object_out_of_a_file_or_another_machine_is_shown_as_it_was()
    {
        const string There = "$x = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(";

        Assert.Equal(
            await ShownAsync("Invoke-WebRunTask 'a [[duration=1ms; cost=0.0124]]'"),
            await ShownAsync(There + "(Invoke-WebRunTask 'a [[duration=1ms; cost=0.0124]]'))); $x"));
    }

    [Theory]
    [InlineData("$s", "$s.SessionId")]
    [InlineData("$e", "$e.EnvironmentId")]
    [InlineData("$t", "$t.TriggerId")]
    [InlineData("$r", "$r.RunId")]
    [InlineData("$f", "$f.FileName")]
    [InlineData("$done", "'Completed: 42'")]
    [InlineData("$($done.Files)", "'a.txt'")]
    [InlineData("$($done.Usage)", "'15500 tokens (12400 read, 3100 written), 0.001 s, $0.0124'")]
    [InlineData("$c", "'1 tasks, $0.0124'")]
    [InlineData("$(Get-WebRunContext)", "\"enig_…qrst at $((Get-WebRunContext).BaseUri)\"")]
    [InlineData("$(Test-WebRunService)", "'healthy'")]
    public async Task Object_in_a_string_is_what_a_parameter_takes_or_what_a_person_would_say(string inString, string expected)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var upload = System.IO.Path.GetTempFileName();
        System.IO.File.WriteAllText(upload, "x");
        engine.Run(TriggerTests.Create + $"$null = $t | Start-WebRunTrigger; $r = $t | Get-WebRunTriggerRun; $f = Send-WebRunFile -LiteralPath '{upload}' -EnvironmentId $e").MustSucceed();
        System.IO.File.Delete(upload);
        engine.Run("$s = New-WebRunSession; $s | Stop-WebRunSession; $done = Invoke-WebRunTask 'x [[duration=1ms; result=42; cost=0.0124; files=a.txt]]'; $c = $done | Measure-WebRunCost").MustSucceed();

        Assert.Equal(engine.Run(expected).MustSucceed().Single.ToString(), engine.Run($"\"{inString}\"").MustSucceed().Single.ToString());
    }

    [Theory]
    [InlineData("Get-WebRunTask $task $task")]
    [InlineData("Get-WebRunTask \"$session\" $task")]
    [InlineData("Stop-WebRunTask $session $task -PassThru")]
    [InlineData("Wait-WebRunTask $session $task")]
    [InlineData("Send-WebRunTask 'y [[duration=1ms]]' $session")]
    [InlineData("Send-WebRunTask 'y [[duration=1ms]]' $task -Wait")]
    [InlineData("Send-WebRunTask 'y [[duration=1ms]]' \"$session\"")]
    public async Task Objects_are_taken_where_their_ids_are(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$session = New-WebRunSession; $task = $session | Send-WebRunTask 'x [[duration=1ms]]'").MustSucceed();

        var result = engine.Run(command).MustSucceed();

        Assert.Equal(emulator.Recorder.Sessions.Single().SessionId, result["SessionId"]);
        engine.Run("$session | Stop-WebRunSession").MustSucceed();
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });

    /// <summary>What the screen shows of a script's output, with ids and times named as such.</summary>
    private static async Task<string> ShownAsync(string script, string language = "FullLanguage")
    {
        await using var emulator = await StartAsync();
        var person = new PersonHost();
        using var engine = new Engine(emulator, person: person);

        // The import may tell of sessions that processes of other tests have left.
        var told = person.Shown.Length;
        engine.Run($"$ExecutionContext.SessionState.LanguageMode = '{language}'").MustSucceed();
        engine.Run($". {{ {script} }} | Out-Default").MustSucceed();
        var text = person.Shown[told..].TrimStart().Replace(emulator.BaseUri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "PORT", StringComparison.Ordinal);
        return Moment().Replace(Id().Replace(text, id => "ID".PadRight(id.Length)), time => "TIME".PadRight(time.Length));
    }

    [GeneratedRegex("[0-9a-f]{24}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d\d?/\d\d?/\d{4} \d\d:\d\d:\d\d", RegexOptions.None, 1000)]
    private static partial Regex Moment();
}

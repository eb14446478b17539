using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A comma for decimals, or an i without its dot, changes nothing of what is read, sent, shown and kept.</summary>
public class CultureTests
{
    public static TheoryData<string> Cultures => ["de-DE", "tr-TR", "ar-SA", "fa-IR", "hi-IN", ""];

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task Numbers_durations_and_words_go_into_requests_alike(string culture)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        Run(engine, culture, "Invoke-WebRunTask 'x [[duration=1ms]]' -MaxDuration 90s -MaxInputTokens 5000 -Proxy id -ReachOutMode guardrailonly -Webhook @{ url = 'https://hooks.example/x'; submitteddata = 'airesponse' } -Timeout 120.5");
        Run(engine, culture, "$s = New-WebRunSession -Proxy in; $s | Send-WebRunTask 'y [[duration=1ms]]' -Wait -MaxDuration 1.5 -PollInterval '1500ms'; $s | Stop-WebRunSession");

        var bodies = string.Concat(emulator.Recorder.Requests.Select(request => request.Body));
        Assert.All(["\"maxDuration\":90000", "\"maxDuration\":1500", "\"maxInputTokens\":5000", "\"guardrail_only\"", "\"ai_response\""], part => Assert.Contains(part, bodies, StringComparison.Ordinal));
        Assert.Equal(["ID", "IN"], emulator.Recorder.Sessions.Select(session => session.Proxy!.Country));
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task Times_and_intervals_of_triggers_are_read_alike(string culture)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        Run(engine, culture, "$e = New-WebRunEnvironment e; $e | New-WebRunTrigger -Name a -TaskDetails x -At '2040-07-01 09:00' -TimeZone europe/istanbul; $e | New-WebRunTrigger -Name b -TaskDetails x -Every 1.5h");

        Assert.Contains("\"scheduleAt\":\"2040-07-01T06:00:00Z\"", emulator.Recorder.Requests[^2].Body, StringComparison.Ordinal);
        Assert.Contains("\"scheduleInterval\":\"90m\"", emulator.Recorder.Requests[^1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task Answers_are_read_alike(string culture)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var json = Run(engine, culture, """$t = Invoke-WebRunTask 'x [[duration=1ms; cost=0.0124; result={"PRICE":1234.5,"id":1}]]' -OutputSchema @{ PRICE = 'number'; id = 'integer' }; $t.Output.price -eq 1234.5; $t.Output.ID -eq 1; $t.Cost -eq 0.0124""");
        var csv = Run(engine, culture, """$t = Invoke-WebRunTask 'x [[duration=1ms; result="TITLE,price\na,1.5"]]' -OutputSchema title, price; $t.Output.title; $t.Output.price""");

        Assert.Equal([true, true, true], json.Output.Select(value => value.BaseObject));
        Assert.Equal(["a", "1.5"], csv.Output.Select(value => value.BaseObject));
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task Money_is_checked_and_shown_alike(string culture)
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        var person = new PersonHost();
        using var engine = new Engine(emulator, person: person);

        var dear = engine.Run(In(culture, "Invoke-WebRunTask 'x [[duration=20s; cost=30]]' -MaxCost 0.25 -PollInterval 1"));
        Assert.Equal("BudgetExceeded", dear.ErrorId);
        Assert.Contains("$0.2500", dear.Errors[0].ToString(), StringComparison.Ordinal);

        Run(engine, culture, "$t = Invoke-WebRunTask 'y [[duration=1ms; cost=0.0124]]' -MaxCost '0.25'; $t | Out-Default; $t | Measure-WebRunCost | Out-Default; \"$($t.Usage)\" | Out-Default");
        Assert.Equal(3, person.Shown.Split("$0.0124").Length - 1);
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public async Task What_one_culture_keeps_another_one_reads(string culture)
    {
        var folder = Directory.CreateTempSubdirectory("webrun-culture-").FullName;
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var batch = $"'a [[duration=1ms; cost=0.0124]]' | Invoke-WebRunTask -JournalPath '{Path.Combine(folder, "batch.jsonl")}'";

        Run(engine, culture, batch);
        var again = Run(engine, "en-US", batch);
        var session = Run(engine, culture, "New-WebRunSession");
        var known = Run(engine, "en-US", $"Get-WebRunSession {session["SessionId"]}");

        Assert.Equal((0.0124m, 1), (again.Single.Properties["Cost"].Value, emulator.Recorder.StartedTasks));
        Assert.Equal((session["CreatedAt"], session["State"]), (known["CreatedAt"], known["State"]));
        Run(engine, culture, $"Stop-WebRunSession {session["SessionId"]}");
        Assert.Equal(0, emulator.Recorder.OpenSessions);
        Directory.Delete(folder, recursive: true);
    }

    private static EngineResult Run(Engine engine, string culture, string script) => engine.Run(In(culture, script)).MustSucceed();

    private static string In(string culture, string script) => $"[cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = '{culture}'; {script}";

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 50) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });
}

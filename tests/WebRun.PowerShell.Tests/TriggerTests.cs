using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The commands for triggers, against the emulator.</summary>
public class TriggerTests
{
    internal const string Create = "$e = New-WebRunEnvironment e; $t = $e | New-WebRunTrigger -Name daily -TaskDetails 'look [[duration=1ms]]' -Every 1d; ";

    private static readonly string[] Needed = ["-Name n", "-TaskDetails x", "-EnvironmentId e1"];

    [Fact]
    public async Task Name_of_a_time_zone_is_passed_on_where_the_system_knows_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There it takes another setting, which tests/Pester sets.");
        await using var emulator = await StartAsync();
        await using var shell = RealShell.Start(emulator, $"$env:TZDIR = '{TestState.Folder}'; $e = New-WebRunEnvironment e; 'Europe/Berlin', 'Middle Earth', 'utc' | ForEach-Object {{ try {{ ($e | New-WebRunTrigger -Name n -TaskDetails x -Every 1h -TimeZone $_).TimeZone }} catch {{ 'refused' }} }}");

        await shell.ExitAsync();

        Assert.Equal(["Europe/Berlin", "refused", "UTC"], shell.Output);
    }

    [Fact]
    public async Task Trigger_lives_from_New_to_Remove()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var created = engine.Run(Create + "$t").MustSucceed();
        Assert.Equal(("WebRun.WebRunTrigger", "daily", "Active", "every 1d", "Bot"), (created.Single.TypeNames[0], created["Name"], created["Status"], created["Schedule"], created["DeliveryMode"]));
        Assert.Equal((emulator.Recorder.Triggers.Single().TriggerId, emulator.Recorder.Environments.Single().EnvironmentId), (created["TriggerId"], created["EnvironmentId"]));

        var changed = engine.Run("$t | Set-WebRunTrigger -Name weekly -Cron '0 9 * * 1' -TimeZone europe/berlin -PassThru").MustSucceed();
        Assert.Equal(("weekly", "cron 0 9 * * 1", "Europe/Berlin", "look [[duration=1ms]]"), (changed["Name"], changed["Schedule"], changed["TimeZone"], changed["TaskDetails"]));
        Assert.Equal("Paused", engine.Run("$t | Disable-WebRunTrigger -PassThru").MustSucceed() is var paused ? paused["Status"] : null);
        Assert.Equal(("weekly", "cron 0 9 * * 1", "Bot"), (paused["Name"], paused["Schedule"], paused["DeliveryMode"]));
        Assert.Equal("Active", engine.Run("Enable-WebRunTrigger $t -PassThru").MustSucceed()["Status"]);
        Assert.Empty(engine.Run("$t | Disable-WebRunTrigger; $t | Enable-WebRunTrigger; $t | Set-WebRunTrigger -Description x").MustSucceed().Output);

        engine.Run("$t | Remove-WebRunTrigger -Confirm:$false").MustSucceed();
        Assert.Empty(emulator.Recorder.Triggers);
    }

    [Theory]
    [InlineData("-Every 30m", "every", "scheduleInterval", "30m")]
    [InlineData("-Every 90m", "every", "scheduleInterval", "90m")]
    [InlineData("-Every 120m", "every", "scheduleInterval", "2h")]
    [InlineData("-Every ([timespan]'1.00:00:00')", "every", "scheduleInterval", "1d")]
    [InlineData("-Every 1d", "every", "scheduleInterval", "1d")]
    [InlineData("-Every '7D'", "every", "scheduleInterval", "7d")]
    [InlineData("-Every 3600", "every", "scheduleInterval", "1h")]
    [InlineData("-Cron ' 0  9 * * 1-5 '", "cron", "scheduleCron", "0 9 * * 1-5")]
    [InlineData("-At 2040-07-01T09:00:00Z", "at", "scheduleAt", "2040-07-01T09:00:00Z")]
    [InlineData("-At 2040-07-01T09:00:00-05:00", "at", "scheduleAt", "2040-07-01T14:00:00Z")]
    [InlineData("-At '2040-07-01 09:00' -TimeZone Europe/Berlin", "at", "scheduleAt", "2040-07-01T07:00:00Z")]
    [InlineData("-At ([datetime]'2040-07-01 09:00') -TimeZone 'W. Europe Standard Time'", "at", "scheduleAt", "2040-07-01T07:00:00Z")]
    [InlineData("-At ([datetimeoffset]'2040-07-01 09:00 +02:00') -TimeZone America/New_York", "at", "scheduleAt", "2040-07-01T07:00:00Z")]
    [InlineData("-At ([datetime]::SpecifyKind('2040-07-01 09:00', 'Utc')) -TimeZone Europe/Berlin", "at", "scheduleAt", "2040-07-01T09:00:00Z")]
    public async Task Schedule_is_written_as_the_service_takes_it(string schedule, string type, string field, string value)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"New-WebRunEnvironment e | New-WebRunTrigger -Name n -TaskDetails x {schedule}").MustSucceed();

        Assert.Contains($"\"scheduleType\":\"{type}\",\"{field}\":\"{value}\"", emulator.Recorder.Requests[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_without_an_offset_or_a_zone_is_this_machine_s()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var time = new DateTime(2040, 7, 1, 9, 0, 0, DateTimeKind.Unspecified);

        engine.Run("New-WebRunEnvironment e | New-WebRunTrigger -Name n -TaskDetails x -At '2040-07-01 09:00'").MustSucceed();

        Assert.Equal(new DateTimeOffset(time, TimeZoneInfo.Local.GetUtcOffset(time)), emulator.Recorder.Triggers.Single().NextRunAt);
    }

    [Fact]
    public async Task Every_field_reaches_the_service()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run(
            """
            $e = New-WebRunEnvironment e
            New-WebRunTrigger n 'look' -EnvironmentId $e -Cron '0 9 * * *' -TimeZone UTC -StartingPoint https://a.example -OutputSchema @{ a = 'string' } -DeliveryMode Both -Webhook @{ Url = 'https://h.example/x'; SubmittedData = 'JustPing' } -PolicyId p -MaxConsecutiveFailures 3 -Description d
            """).MustSucceed();

        Assert.Equal(
            $$$"""{"name":"n","description":"d","environmentId":"{{{emulator.Recorder.Environments.Single().EnvironmentId}}}","scheduleType":"cron","scheduleCron":"0 9 * * *","timezone":"UTC","taskDetails":"look","startingUrl":"https://a.example/","outputType":"structured","outputSchema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},"deliveryMode":"both","webhook":{"name":"h.example","url":"https://h.example/x","submittedData":"just_ping"},"policyId":"p","maxConsecutiveFailures":3}""",
            emulator.Recorder.Requests[^1].Body);
    }

    [Fact]
    public async Task Rows_of_a_table_bind_by_name()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run(
            """
            $e = New-WebRunEnvironment e
            [pscustomobject]@{ Name = 'a'; TaskDetails = 'x'; Cron = '0 9 * * *'; StartingPoint = '' },
            [pscustomobject]@{ Name = 'b'; Task = 'y'; Every = '2h' },
            [pscustomobject]@{ Name = 'c'; Prompt = 'z'; At = '2040-07-01T09:00:00Z' } | New-WebRunTrigger -EnvironmentId $e
            """).MustSucceed();

        Assert.Equal([("a", "x", "cron"), ("b", "y", "every"), ("c", "z", "at")], emulator.Recorder.Triggers.Select(t => (t.Name, t.Prompt, t.ScheduleType)));
    }

    [Theory]
    [InlineData("-Every 0", "Every")]
    [InlineData("-Every -5m", "Every")]
    [InlineData("-Every 30", "Every")]
    [InlineData("-Every 90s", "Every")]
    [InlineData("-Every 367d", "Every")]
    [InlineData("-Every often", "Every")]
    [InlineData("-Cron '0 9 * *'", "Cron")]
    [InlineData("-Cron '@daily'", "Cron")]
    [InlineData("-Cron ''", "Cron")]
    [InlineData("-At 2020-01-01", "At")]
    [InlineData("-At tomorrow", "At")]
    [InlineData("-At 9999-12-31 -TimeZone Mars/Olympus", "TimeZone")]
    [InlineData("-At ([datetime]::MinValue)", "At")]
    [InlineData("-At '2040-03-25 02:30' -TimeZone Europe/Berlin", "At")]
    [InlineData("-Every 1h -TimeZone 'Middle Earth Time'", "TimeZone")]
    [InlineData("-Every 1h -StartingPoint nowhere", "StartingPoint")]
    [InlineData("-Every 1h -MaxConsecutiveFailures 0", "MaxConsecutiveFailures")]
    [InlineData("-Every 1h -DeliveryMode Pigeon", "DeliveryMode")]
    [InlineData("-Every 1h -Webhook http://h.example", "Webhook")]
    [InlineData("-Every 1h -OutputSchema '{'", "OutputSchema")]
    [InlineData("-Every 1h -OutputSchema a, b", "OutputSchema")]
    [InlineData("-Every 1h -EnvironmentId ''", "EnvironmentId")]
    [InlineData("-Every 1h -Name ' '", "Name")]
    [InlineData("-Every 1h -TaskDetails ''", "TaskDetails")]
    public async Task Bad_input_names_the_parameter_and_sends_nothing(string parameters, string parameter)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var rest = string.Concat(Needed.Where(p => !parameters.Contains(p.Split(' ')[0], StringComparison.Ordinal)).Select(p => p + " "));

        var error = Assert.Single(engine.Run($"New-WebRunTrigger {rest}{parameters}").Errors);

        Assert.Contains(parameter, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Theory]
    [InlineData("-Cron '60 * * * *'", "scheduleCron")]
    [InlineData("-Every 1h -DeliveryMode Webhook", "Webhook")]
    [InlineData("-Every 1h -DeliveryMode Both", "Webhook")]
    public async Task Trigger_that_cannot_be_is_not_created(string parameters, string word)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"New-WebRunEnvironment e | New-WebRunTrigger -Name n -TaskDetails x {parameters}");

        Assert.Equal("InvalidParameter", result.ErrorId);
        Assert.Contains(word, result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Triggers);
    }

    [Theory]
    [InlineData("Get-WebRunTrigger -TriggerId t1", "t1")]
    [InlineData("Get-WebRunTrigger nothing", "nothing")]
    [InlineData("Set-WebRunTrigger t1 -Name x", "t1")]
    [InlineData("Enable-WebRunTrigger t1", "t1")]
    [InlineData("Disable-WebRunTrigger t1", "t1")]
    [InlineData("Start-WebRunTrigger t1", "t1")]
    [InlineData("Remove-WebRunTrigger t1 -Confirm:$false", "t1")]
    [InlineData("Get-WebRunTriggerRun t1", "t1")]
    [InlineData(Create + "Get-WebRunTriggerRun $t r1 | ForEach-Object { $_ }", "r1")]
    public async Task What_is_not_there_is_an_error_that_names_it(string command, string target)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(command);

        Assert.Equal("NotFound", result.ErrorId);
        Assert.Equal((ErrorCategory.ObjectNotFound, target), (result.Errors[0].CategoryInfo.Category, result.Errors[0].TargetObject));
        Assert.Contains(target, result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Set-WebRunTrigger t1", "Nothing was changed")]
    [InlineData("[pscustomobject]@{ TriggerId = 't1'; Name = 'daily'; TimeZone = 'Nowhere/Known'; StartingPoint = 'https://a.example' } | Set-WebRunTrigger", "Nothing was changed")]
    [InlineData("Set-WebRunTrigger t1 -Every 1s", "Every")]
    [InlineData("Set-WebRunTrigger 'a/b' -Name x", "TriggerId")]
    [InlineData("Get-WebRunTriggerRun 'a/b'", "TriggerId")]
    [InlineData("Get-WebRunTriggerRun t1 'a/b'", "RunId")]
    public async Task Bad_change_sends_nothing(string command, string word)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(command);

        Assert.Equal("InvalidParameter", result.ErrorId);
        Assert.Contains(word, result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Get_picks_by_name_environment_and_id()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run(Create + "$other = New-WebRunEnvironment f; $u = New-WebRunTrigger weekly x -EnvironmentId $other -Every 7d; $r = $t | Start-WebRunTrigger").MustSucceed();

        // The service lists the newest first.
        Assert.Equal("weekly daily", Names("Get-WebRunTrigger"));
        Assert.Equal("daily", Names("Get-WebRunTrigger D*"));
        Assert.Equal("weekly", Names("Get-WebRunTrigger -EnvironmentId $other"));
        Assert.Equal("weekly daily", Names("$u, $t | Get-WebRunTrigger"));
        Assert.Equal("completed", Assert.Single(engine.Run("(Get-WebRunTrigger -TriggerId $t).RecentRuns").MustSucceed().Output).Properties["Status"].Value);

        string Names(string command) => string.Join(' ', engine.Run(command).MustSucceed().Output.Select(o => o.Properties["Name"].Value));
    }

    [Fact]
    public async Task WhatIf_sends_nothing_and_Remove_asks()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run(Create).MustSucceed();
        var before = emulator.Recorder.Requests.Count;

        engine.Run(
            """
            New-WebRunTrigger n x -EnvironmentId $e -Every 1h -WhatIf; $t | Set-WebRunTrigger -Name x -WhatIf; $t | Remove-WebRunTrigger -WhatIf
            $t | Disable-WebRunTrigger -WhatIf; $t | Enable-WebRunTrigger -WhatIf; $t | Start-WebRunTrigger -WhatIf
            """).MustSucceed();
        var unasked = engine.Run("$t | Remove-WebRunTrigger");

        // The bare engine has nobody to ask.
        Assert.NotEmpty(unasked.Errors);
        Assert.Equal(before, emulator.Recorder.Requests.Count);
    }

    [Theory]
    [InlineData("Europe/B", "Europe/Berlin")]
    [InlineData("berl", "Europe/Berlin")]
    public void Time_zones_are_completed(string word, string name)
    {
        using var engine = new Engine();

        var line = $"New-WebRunTrigger -TimeZone {word}";
        Assert.Contains(name, engine.Run($"(TabExpansion2 '{line}' {line.Length}).CompletionMatches.CompletionText").Output.Select(o => $"{o}"));
    }

    internal static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { DefaultTaskDuration = TimeSpan.FromMilliseconds(1), SessionLimit = 0 });
}

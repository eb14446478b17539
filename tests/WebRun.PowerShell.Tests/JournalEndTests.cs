using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A batch that has come to its end: its journal says so, its results are not taken for new ones, and a new run begins when asked for.</summary>
public sealed partial class JournalEndTests : IDisposable
{
    private const string Rows = "'a', 'b [[fail=PAGE_CRASH]]', 'c [[cost=0.5]]' | ";
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-journal-").FullName;

    private string Journal => Path.Combine(_folder, "shops.jsonl");

    private string Invoke => $"Invoke-WebRunTask -ThrottleLimit 1 -JournalPath '{Journal}' ";

    private string[] Files => [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    private bool IsFinished => File.ReadLines(Journal).Last().StartsWith("{\"batch\":\"ended\",\"at\":\"", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Finished_journal_says_once_that_nothing_is_started_and_what_to_do()
    {
        await using var emulator = await StartAsync();
        var person = new PersonHost();
        using var engine = new Engine(emulator, person: person);
        var first = engine.Run(Rows + Invoke + "-Verbose");
        Assert.Equal((0, 3, true), (first.Streams.Warning.Count, Started(first), IsFinished));
        Assert.Equal([false, false, false], first.Output.Append(TargetOf(first)).Select(task => task.Properties["FromJournal"].Value));
        var (shown, whole) = (person.Shown, await File.ReadAllBytesAsync(Journal, TestContext.Current.CancellationToken));

        // In a culture with another calendar, too.
        var second = engine.Run("$before = [cultureinfo]::CurrentCulture; try { [cultureinfo]::CurrentCulture = 'ar-SA'; " + Rows + Invoke + "-Verbose } finally { [cultureinfo]::CurrentCulture = $before }");

        var warning = Assert.Single(second.Streams.Warning).Message;
        Assert.All(["3 results", Journal, EndedAt().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "-NewRun", "Get-Date"], part => Assert.Contains(part, warning, StringComparison.Ordinal));
        Assert.Equal((0, 3), (Started(second), emulator.Recorder.StartedTasks));
        Assert.Equal([true, true, true], second.Output.Append(TargetOf(second)).Select(task => task.Properties["FromJournal"].Value));
        Assert.Equal(whole, await File.ReadAllBytesAsync(Journal, TestContext.Current.CancellationToken));

        // What it would start, and only that; a row that is new runs, and the others are still told of.
        var before = person.Shown.Length;
        Assert.Single(engine.Run("'new', 'a' | " + Invoke + "-WhatIf").MustSucceed().Streams.Warning);
        Assert.Equal("new", Assert.Single(WhatIfs(person.Shown[before..])));
        var third = engine.Run("'a', 'new' | " + Invoke).MustSucceed();
        Assert.Equal([true, false], third.Output.Select(task => task.Properties["FromJournal"].Value));
        Assert.Equal((1, 4, true), (third.Streams.Warning.Count, emulator.Recorder.StartedTasks, IsFinished));

        // Rows that run again are none that come from the journal.
        var retried = Assert.Single(engine.Run(Rows + Invoke + "-RetryFailed").Streams.Warning).Message;
        Assert.StartsWith("3 results", retried, StringComparison.Ordinal);
        Assert.DoesNotContain("-NewRun", retried, StringComparison.Ordinal);
        Assert.Empty(engine.Run("'other' | " + Invoke).MustSucceed().Streams.Warning);
        Assert.Equal(6, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [InlineData("{0} -ErrorAction Stop")]
    [InlineData("{0} | Select-Object -First 1")]
    [InlineData("foreach ($once in 1) {{ {0} | ForEach-Object {{ break }} }}")]
    [InlineData("{0} | ForEach-Object {{ throw 'downstream' }}")]
    [InlineData("{1} | {2}")]
    [InlineData("$j = {0} -AsJob; $j | Stop-Job; $j | Wait-Job", true)]
    public async Task Journal_of_a_batch_that_was_ended_is_not_finished(string way, bool isSlow = false)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var rows = isSlow ? "'a', 'b [[duration=5m]]' | " : Rows;

        engine.Run(string.Format(CultureInfo.InvariantCulture, way, rows + Invoke, "& { 'a'; throw 'upstream' }", Invoke));

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.False(IsFinished);
    }

    [Theory]
    [InlineData("'a', 'b' | {0} | Select-Object -First 2 | Out-Null")]
    [InlineData("foreach ($row in 'a', 'b') {{ $row | {0} | ForEach-Object {{ continue }} }}")]
    public async Task Result_of_an_unfinished_journal_is_not_taken_for_a_new_one(string way)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run(string.Format(CultureInfo.InvariantCulture, way, Invoke)).MustSucceed();
        var lines = (await File.ReadAllLinesAsync(Journal, TestContext.Current.CancellationToken)).Select((line, at) => Time().Replace(line, $"\"at\":\"2026-01-28T02:00:{at:00}+00:00\"")).ToList();
        await File.WriteAllLinesAsync(Journal, lines, TestContext.Current.CancellationToken);
        var latest = new DateTimeOffset(2026, 1, 28, 2, 0, lines.Count - 1, TimeSpan.Zero).ToLocalTime();
        string[] all = ["2 results", Journal, latest.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), "Get-Date"];

        // Nothing is changed by one who asks, so that each time it is the first.
        foreach (var (more, part) in new[] { ("-WhatIf", "has not come to its end"), ("-WhatIf -RetryFailed", "other rows run"), ("-WhatIf -RetryUnknown", "other rows run"), ("", "has not come to its end") })
        {
            var result = engine.Run("'a', 'b' | " + Invoke + more).MustSucceed();
            var warning = Assert.Single(result.Streams.Warning).Message;
            Assert.All([.. all, part], text => Assert.Contains(text, warning, StringComparison.Ordinal));
            Assert.DoesNotContain("-NewRun", warning, StringComparison.Ordinal);
            Assert.All(result.Output, task => Assert.Equal(true, task.Properties["FromJournal"].Value));
        }

        Assert.True(IsFinished);
        Assert.Contains("-NewRun", Assert.Single(engine.Run("'a' | " + Invoke).MustSucceed().Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Equal(2, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [InlineData("/start/start-session", 402)]
    [InlineData("/start/send-message", 402)]
    [InlineData("/start/", 401)]
    [InlineData("/start/", 403)]
    [InlineData("/files", 402)]
    [InlineData("/start/send-message", null, "-RetryUnknown")]
    public async Task Batch_is_not_finished_while_rows_are_unstarted_or_in_doubt(string path, int? status, string retry = "")
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Set("plant", (Action)(() =>
        {
            emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 });
            emulator.Faults.Add(new Fault { Kind = status is null ? FaultKind.CutAfter : FaultKind.Status, Status = status, PathPrefix = path, ActionType = path.EndsWith("message", StringComparison.Ordinal) ? "newTask" : null, Count = 100 });
        }));
        string Batch(string middle) => $"& {{ 't1', 't2'; {middle}; 't3', 't4' }} | {Invoke} -File {{ '{Engine.Manifest}' }} -NewRun ";

        var first = engine.Run(Batch("$plant.Invoke()"));

        var started = emulator.Recorder.StartedTasks;
        Assert.Equal((2, 2, false, retry.Length == 0 ? 2 : 4), (first.Output.Count, first.Errors.Count, IsFinished, started));
        emulator.Faults.Clear();

        var second = engine.Run(Batch("") + retry).MustSucceed();

        Assert.Equal([true, true, false, false], second.Output.Select(task => task.Properties["FromJournal"].Value));
        Assert.Equal((started + 2, true, 1), (emulator.Recorder.StartedTasks, IsFinished, Files.Length));
        Assert.StartsWith("-NewRun continues", Assert.Single(second.Streams.Warning).Message, StringComparison.Ordinal);

        // A row that is new, and is not started, opens the batch again.
        if (retry.Length == 0)
        {
            Assert.Single(engine.Run($"$plant.Invoke(); 't5' | {Invoke} -File {{ '{Engine.Manifest}' }}").Errors);
            Assert.False(IsFinished);
        }
    }

    [Fact]
    public async Task Batch_is_not_finished_while_a_row_waits_for_an_answer()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var batch = "'a', 'q [[guardrail=code?]]' | " + Invoke + "-NewRun";
        engine.Run(batch).MustSucceed();
        Assert.False(IsFinished);

        var waiting = engine.Run($"$waiting = {batch} | Where-Object Status -eq WaitingForInput; $waiting").MustSucceed();
        Assert.Equal((2, 1, 1, false), (emulator.Recorder.StartedTasks, emulator.Recorder.OpenSessions, Files.Length, IsFinished));
        Assert.NotNull(waiting["TaskId"]);

        Assert.Equal(2, engine.Run($"$waiting | Resume-WebRunTask -Response 1; {batch}").MustSucceed().Output.Count(task => $"{task.Properties["Status"].Value}" == "Completed"));
        Assert.Equal((2, 0, true), (emulator.Recorder.StartedTasks, emulator.Recorder.OpenSessions, IsFinished));
        engine.Run("'a' | " + Invoke + "-NewRun").MustSucceed();
        Assert.Equal((3, 2), (emulator.Recorder.StartedTasks, Files.Length));
    }

    [Fact]
    public async Task Row_that_would_be_refused_again_does_not_keep_the_batch_from_its_end()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        // By the command itself, by the service for its text, and by the service for what it names.
        var result = engine.Run("[pscustomobject]@{ Task = 'a' }, [pscustomobject]@{ Task = 'b'; MaxCost = 'x' }, [pscustomobject]@{ Task = 'c'; File = './none.pdf' }, [pscustomobject]@{ Task = 'd [[cost=lots]]' }, [pscustomobject]@{ Task = 'e'; EnvironmentId = 'none' } | " + Invoke);

        Assert.Equal((1, 4, 1, true), (result.Output.Count, result.Errors.Count, emulator.Recorder.StartedTasks, IsFinished));
    }

    [Fact]
    public async Task NewRun_keeps_the_finished_journal_under_the_name_of_its_end_and_begins_anew()
    {
        await using var emulator = await StartAsync();
        var person = new PersonHost();
        using var engine = new Engine(emulator, person: person);
        engine.Run(Rows + Invoke + "-NewRun");
        var ended = EndedAt();
        var (first, name) = (await File.ReadAllTextAsync(Journal, TestContext.Current.CancellationToken), $"shops.{ended:yyyyMMdd-HHmm}");
        await File.WriteAllTextAsync(Path.Combine(_folder, name + ".jsonl"), "mine", TestContext.Current.CancellationToken);

        var before = person.Shown.Length;
        Assert.Empty(engine.Run(Rows + Invoke + "-NewRun -WhatIf").MustSucceed().Streams.Warning);
        Assert.Equal([name + ".jsonl", "shops.jsonl"], Files);
        Assert.Equal(first, await File.ReadAllTextAsync(Journal, TestContext.Current.CancellationToken));
        Assert.Equal([Journal, "a", "b [[fail=PAGE_CRASH]]", "c [[cost=0.5]]"], WhatIfs(person.Shown[before..]));
        Assert.Contains($"Keep the finished journal as {name}-2.jsonl", person.Shown[before..], StringComparison.Ordinal);

        Assert.Empty(engine.Run("$WhatIfPreference = $true; 'a' | " + Invoke + "-NewRun").MustSucceed().Output);
        Assert.Equal(2, Files.Length);

        // Whoever wants no new run has the results of the old one.
        using var careful = new Engine(emulator, person: new PersonHost("&No"));
        Assert.Equal("True", careful.Run("'a', 'new' | " + Invoke + "-NewRun -Confirm").MustSucceed()["FromJournal"]);
        Assert.Equal((2, 3), (Files.Length, emulator.Recorder.StartedTasks));
        engine.Run("$WhatIfPreference = $false").MustSucceed();

        var second = engine.Run(Rows + Invoke + "-NewRun");

        Assert.Equal((2, false, 6), (second.Output.Count, second.Output[0].Properties["FromJournal"].Value, emulator.Recorder.StartedTasks));
        Assert.Equal((0, true), (second.Streams.Warning.Count, IsFinished));
        Assert.Equal([name + "-2.jsonl", name + ".jsonl", "shops.jsonl"], Files);
        Assert.Equal((first, "mine"), (await File.ReadAllTextAsync(Path.Combine(_folder, name + "-2.jsonl"), TestContext.Current.CancellationToken), await File.ReadAllTextAsync(Path.Combine(_folder, name + ".jsonl"), TestContext.Current.CancellationToken)));
        Assert.Equal(3, engine.Run($"Get-WebRunJournal '{_folder}/{name}-2.jsonl'").MustSucceed().Output.Count);
    }

    [Fact]
    public async Task NewRun_never_touches_a_journal_that_is_not_finished_or_is_in_use()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var other = new Engine(emulator);
        engine.Run("'a', 'b' | " + Invoke + "-NewRun | Select-Object -First 1").MustSucceed();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);

        var result = engine.Run("'a', 'b', 'new [[duration=5m]]' | " + Invoke + "-NewRun -RetryFailed -RetryUnknown | Select-Object -First 1").MustSucceed();

        Assert.Equal((true, "shops.jsonl"), (result.Single.Properties["FromJournal"].Value, Assert.Single(Files)));
        Assert.Contains("has not come to its end", Assert.Single(result.Streams.Warning).Message, StringComparison.Ordinal);

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        engine.Run("'a' | " + Invoke).MustSucceed();
        using var shell = other.Create("'long [[duration=5m]]' | " + Invoke + "-NewRun");
        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 1);
        Assert.Equal("FileUnavailable", engine.Run("'a' | " + Invoke + "-NewRun").ErrorId);
        Assert.Equal(2, Files.Length);
        shell.Stop();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.False(IsFinished);
    }

    [Fact]
    public async Task Journal_of_an_earlier_version_goes_on_and_is_finished_with_its_last_line()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("'a', 'c' | " + Invoke).MustSucceed();
        var old = (await File.ReadAllLinesAsync(Journal, TestContext.Current.CancellationToken)).SkipLast(1).Select(line => Time().Replace(line, "\"at\":\"2026-01-28T02:00:00+00:00\""));
        await File.WriteAllLinesAsync(Journal, old, TestContext.Current.CancellationToken);

        var second = engine.Run("'a', 'c' | " + Invoke + "-AsJob | Wait-Job | Receive-Job").MustSucceed();

        Assert.Equal((2, 1, 2), (second.Output.Count, second.Streams.Warning.Count, emulator.Recorder.StartedTasks));
        Assert.Equal(new DateTimeOffset(2026, 1, 28, 2, 0, 0, TimeSpan.Zero), EndedAt());
        Assert.Contains($"{EndedAt():yyyy-MM-dd HH:mm:ss}", Assert.Single(engine.Run("'a' | " + Invoke).MustSucceed().Streams.Warning).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$again")]
    [InlineData("$again | ConvertTo-Json -Depth 5 | ConvertFrom-Json")]
    [InlineData("$again | ConvertTo-Csv | ConvertFrom-Csv")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($again))")]
    public async Task What_comes_from_a_journal_is_no_cost_of_today(string again)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("'c [[cost=0.5]]' | " + Invoke).MustSucceed();
        engine.Run($"$again = 'c [[cost=0.5]]', 'new [[cost=0.25]]' | {Invoke}").MustSucceed();

        var cost = engine.Run($"{again} | Measure-WebRunCost").MustSucceed();

        Assert.Equal(("2", "2", "1", "0.25", "0.5", "0"), (cost["Count"], cost["Completed"], cost["FromJournal"], cost["Cost"], cost["CostFromJournal"], cost["WithoutCost"]));
        Assert.Equal([true, false], engine.Run("$again | Format-List | Out-String -Stream | Select-String FromJournal | ForEach-Object { \"$_\" -like '*True' }; ($again[0] | Get-WebRunTask).FromJournal").MustSucceed().Output.Select(value => value.BaseObject));
    }

    private static int Started(EngineResult result) => result.Streams.Verbose.Count(line => line.Message.StartsWith("Performing the operation", StringComparison.Ordinal));

    private static PSObject TargetOf(EngineResult result) => PSObject.AsPSObject(Assert.Single(result.Errors).TargetObject);

    private static string[] WhatIfs(string shown) => [.. shown.Split('\n').Where(line => line.StartsWith("What if: Performing", StringComparison.Ordinal)).Select(line => Target().Match(line).Groups["target"].Value)];

    private DateTimeOffset EndedAt() => DateTimeOffset.Parse(Time().Match(File.ReadLines(Journal).Last()).Groups["at"].Value, CultureInfo.InvariantCulture).ToLocalTime();

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions
    {
        RateLimit = 0,
        SessionLimit = 0,
        InlineWindow = TimeSpan.FromMilliseconds(100),
        DefaultTaskDuration = TimeSpan.FromMilliseconds(1),
    });

    [GeneratedRegex("on target \"(?<target>.*)\"", RegexOptions.None, 1000)]
    private static partial Regex Target();

    [GeneratedRegex("\"at\":\"(?<at>[^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Time();
}

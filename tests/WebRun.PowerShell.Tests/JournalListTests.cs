using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A journal that is read, and the names that rows have in it.</summary>
public sealed class JournalListTests : IDisposable
{
    private const string Table = """
        $table = [pscustomobject]@{ Shop = 'Ada'; Product = 'mouse'; Task = 'a [[cost=0.25; result=found]]' }, [pscustomobject]@{ Shop = 'Bob'; Product = 'mouse'; Task = 'b [[fail=PAGE_CRASH]]' }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-journal-").FullName;

    private string Journal => Path.Combine(_folder, "shops [1].jsonl");

    private string Invoke => $"Invoke-WebRunTask -ThrottleLimit 1 -JournalPath '{Journal}' ";

    private string List => $"Get-WebRunJournal -LiteralPath '{Journal}' ";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Rows_are_listed_with_their_names_and_outcomes_without_key_and_connection()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var ran = engine.Run(Table + "$table | " + Invoke + "-JournalKey { $_.Shop } | Select-Object *");
        using var other = new Engine();

        var rows = other.Run(List).MustSucceed().Output;

        string[] Of(string property) => [.. rows.Select(row => $"{row.Properties[property].Value}")];
        Assert.Equal(["Ada", "Bob"], Of("Key"));
        Assert.Equal(["Completed", "Failed"], Of("Status"));
        Assert.Equal("0.25", Of("Cost")[0]);
        Assert.Equal(("found", Journal), (Of("Message")[0], Of("JournalPath")[0]));
        Assert.StartsWith("PAGE_CRASH", Of("Error")[1], StringComparison.Ordinal);
        string[] same = ["TaskId", "SessionId", "SubmittedAt", "CompletedAt"];
        Assert.All(same, property => Assert.Equal($"{ran.Output[0].Properties[property].Value}", Of(property)[0]));
        Assert.Equal("Bob", other.Run(List + "| Where-Object Status -eq Failed").MustSucceed()["Key"]);
        Assert.Equal(("2", "1", "1"), (other.Run(List + "| Measure-WebRunCost").MustSucceed()["Count"], other.Run(List + "| Measure-WebRunCost")["Completed"], other.Run(List + "| ConvertTo-Json | ConvertFrom-Json | Measure-WebRunCost")["Failed"]));
        Assert.Equal("Completed", engine.Run(List + "| Select-Object -First 1 | Wait-WebRunTask").MustSucceed()["Status"]);

        other.Set("folder", _folder);
        other.Set("file", Journal);
        foreach (var way in new[] { "Get-WebRunJournal $folder/*.jsonl", "Get-ChildItem $folder | Get-WebRunJournal", "[System.IO.FileInfo] $file | Get-WebRunJournal", "\"$folder/shop*\" | Get-WebRunJournal", "Push-Location -LiteralPath $folder; Get-WebRunJournal *; Pop-Location", "[pscustomobject]@{ PSPath = \"Microsoft.PowerShell.Core\\FileSystem::$file\" } | Get-WebRunJournal" })
        {
            Assert.Equal(2, other.Run(way).MustSucceed().Output.Count);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "z.csv"), "Task,Shop\n", TestContext.Current.CancellationToken);
        Assert.Equal((2, "InvalidParameter"), (other.Run("Get-ChildItem $folder | Get-WebRunJournal").Output.Count, other.Run("Get-ChildItem $folder | Get-WebRunJournal").ErrorId));
        Assert.All(["none.jsonl", "$folder/none*"], path => Assert.Equal("FileUnavailable", other.Run($"Get-WebRunJournal {path}").ErrorId));
    }

    [Fact]
    public async Task Cost_is_that_of_all_attempts()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var batch = "'a [[cost=1; fail=PAGE_CRASH]]', 'b [[cost=0.5]]' | " + Invoke;
        engine.Run($"{batch}; {batch} -RetryFailed");
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 402, PathPrefix = "/start/send-message", ActionType = "newTask" });
        Assert.Contains("InsufficientBalance", engine.Run($"{batch} -RetryFailed").ErrorId, StringComparison.Ordinal);
        var last = engine.Run(batch);

        var rows = engine.Run(List).MustSucceed().Output;

        Assert.Equal(["3 3", "0.5 1"], rows.Select(row => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{row.Properties["Cost"].Value} {row.Properties["Attempts"]?.Value}")));
        var tasks = emulator.Recorder.Tasks;
        var sum = engine.Run(List + "| Measure-WebRunCost").MustSucceed().Single;
        Assert.Equal((tasks.Sum(task => task.Usage.Cost), tasks.Sum(task => (long)task.Usage.PromptTokens)), (sum.Properties["Cost"].Value, sum.Properties["PromptTokens"].Value));
        Assert.Equal(1m, PSObject.AsPSObject(Assert.Single(last.Errors).TargetObject).Properties["Cost"].Value);
        Assert.Equal("3", engine.Run(List + "| Select-Object -First 1 | ConvertTo-Json | ConvertFrom-Json | Measure-WebRunCost").MustSucceed()["Cost"]);
    }

    [Fact]
    public async Task Journal_is_read_while_a_batch_writes_it_and_with_a_torn_end()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var reader = new Engine();
        using var shell = engine.Create("'quick', 'long [[duration=5m]]' | " + Invoke + "-PollInterval 1 -JournalKey { $_.Split(' ')[0] }");
        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => File.Exists(Journal) && reader.Run(List).MustSucceed().Output.Select(row => $"{row}").SequenceEqual(["quick: Completed", "long: Running"]));

        shell.Stop();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        var whole = await File.ReadAllBytesAsync(Journal, TestContext.Current.CancellationToken);
        for (var length = 0; length < whole.Length; length += 97)
        {
            await File.WriteAllBytesAsync(Journal, whole[..length], TestContext.Current.CancellationToken);
            reader.Run(List).MustSucceed();
            Assert.Equal(whole[..length], await File.ReadAllBytesAsync(Journal, TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("Shop", "Ada", "Bob")]
    [InlineData("{ $_.Shop.ToUpper() }", "ADA", "BOB")]
    [InlineData("Shop, Product", "Ada, mouse", "Bob, mouse")]
    [InlineData("{ $_.Shop; $_.Product }", "Ada, mouse", "Bob, mouse")]
    [InlineData("{ param($row) 40 + $row.Shop.Length }", "43", "43")]
    [InlineData("('Shop' | Add-Member -NotePropertyName n -NotePropertyValue 1 -PassThru)", "Ada", "Bob")]
    public async Task Name_is_a_property_a_block_or_several(string key, params string[] names)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run(Table + $"$table | {Invoke} -JournalKey {key}");

        Assert.Equal(names, engine.Run(List).MustSucceed().Output.Select(row => row.Properties["Key"].Value));
    }

    [Theory]
    [InlineData("{ if ($_.Shop -eq 'Bob') { throw 'no shop' } $_.Shop }", "no shop")]
    [InlineData("{ if ($_.Shop -ne 'Bob') { $_.Shop } }", "emits nothing")]
    [InlineData("{ if ($_.Shop -eq 'Bob') { ' ' } else { 1 } }", "emits nothing")]
    [InlineData("Task, Street", "'Street'")]
    public async Task Row_without_a_name_is_its_own_error_and_nothing_is_sent_for_it(string key, string why)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(Table + $"$table[0] | Add-Member Street Main -PassThru | Out-Null; $table | {Invoke} -JournalKey {key}");

        Assert.Equal(("InvalidParameter", "found", 1), (result.ErrorId, result["Message"], emulator.Recorder.StartedTasks));
        Assert.Equal("Bob", PSObject.AsPSObject(result.Errors[0].TargetObject).Properties["Shop"].Value);
        Assert.Contains(why, result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("''")]
    [InlineData("@{ Expression = 'Shop' }")]
    public async Task What_can_name_no_row_is_refused(string key)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        Assert.Single(engine.Run(Table + $"$table | {Invoke} -JournalKey {key}").Errors);
        Assert.Equal(0, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Row_is_known_by_its_task_and_its_name()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        string[] Run(params string[] rows) => [.. engine.Run($"{string.Join(',', rows.Select(row => $"[pscustomobject]@{{ Id = '{row.Split(' ')[0]}'; Task = '{row.Split(' ')[1]}' }}"))} | {Invoke} -JournalKey Id -PassThruInput")
            .MustSucceed().Output.Select(task => $"{((PSObject)task.Properties["InputObject"].Value).Properties["Id"].Value} {((bool)task.Properties["FromJournal"].Value ? "old" : "new")}")];

        // A journal from before the rows had names: they get them, and nothing runs again.
        engine.Run("'t', 't' | " + Invoke).MustSucceed();
        Assert.Equal(["1 old", "2 old"], Run("1 t", "2 t"));
        Assert.Equal(["1: Completed", "2: Completed"], engine.Run(List).MustSucceed().Output.Select(row => $"{row}"));

        // In another order, and with another of the same task between: each has its own.
        Assert.Equal(["3 new", "2 old", "1 old"], Run("3 t", "2 t", "1 t"));

        // The same name with other content is never answered with the old result, and the same name twice are two rows.
        Assert.Equal(["1 new", "1 old"], Run("1 changed", "1 t"));
        Assert.Equal(["1 old", "1 new"], Run("1 t", "1 t"));
        Assert.Equal(5, emulator.Recorder.StartedTasks);

        // Without names again, the content alone counts.
        engine.Run("'t', 't', 't', 't' | " + Invoke).MustSucceed();
        Assert.Equal(5, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Name_that_holds_a_secret_is_masked_and_still_found()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var batch = "'t' | " + Invoke + "-Secret @{ all = @{ password = 's3cret v4lue' } } -JournalKey { 'row s3cret v4lue' }";

        engine.Run($"{batch}; {batch}").MustSucceed();

        Assert.Equal(("row ***", 1), (engine.Run(List).MustSucceed()["Key"], emulator.Recorder.StartedTasks));
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions
    {
        RateLimit = 0,
        SessionLimit = 0,
        InlineWindow = TimeSpan.FromMilliseconds(100),
        DefaultTaskDuration = TimeSpan.FromMilliseconds(1),
    });
}

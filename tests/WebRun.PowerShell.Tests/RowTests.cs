using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What is a parameter of a task binds from a row; what a row shows is used, or the row is refused with the reason.</summary>
public class RowTests
{
    private const string Columns =
        """
        TaskDetails,StartingPoint,MaxDuration,MaxInputTokens,MaxOutputTokens,MaxCost,Timeout,AvoidDomain,OutputSchema,Proxy,ReachOutMode,PolicyId,Webhook,File
        a [[duration=1ms]],https://a.example/,90s,5000,4000,0.5,2m,a.com;b.com,"{""price"":""number""}",de,guardrailonly,p1,https://h.example/,FILE
        b [[duration=1ms]],,,,,,,,,,,,,
        c [[duration=1ms]],,,,,,,"a.com, b.com","title, price",,,,,
        """;

    [Fact]
    public async Task Columns_of_a_csv_land_in_the_request()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Set("csv", Columns);
        var id = engine.Run("$path = (New-TemporaryFile).FullName; Set-Content $path x; (Send-WebRunFile $path).FileId; Remove-Item $path").MustSucceed().Single.ToString();

        engine.Run($"$csv.Replace('FILE', '{id}') | ConvertFrom-Csv | Invoke-WebRunTask -ThrottleLimit 1 -WarningAction Ignore").MustSucceed();

        var bodies = emulator.Recorder.Requests.Where(r => r.Path == "/start/send-message").Select(r => r.Body).ToList();
        Assert.All(
            ["\"startingPoint\":\"https://a.example/\"", "\"maxDuration\":90000", "\"maxInputTokens\":5000", "\"maxOutputTokens\":4000", "\"avoidDomains\":[\"a.com\",\"b.com\"]", "\"outputType\":\"structured_json\"", "https://h.example/", $"\"{id}\""],
            part => Assert.Contains(part, bodies[0], StringComparison.Ordinal));
        Assert.All(["startingPoint", "max", "avoidDomains", "output", "webhook", "file"], part => Assert.DoesNotContain(part, bodies[1], StringComparison.Ordinal));
        Assert.Contains("\"avoidDomains\":[\"a.com\",\"b.com\"],\"outputType\":\"structured_csv\",\"outputSchema\":[\"title\",\"price\"]", bodies[2], StringComparison.Ordinal);
        Assert.Equal([("DE", "guardrail_only", "p1"), (null, null, null), (null, null, null)], emulator.Recorder.Sessions.Select(s => (s.Proxy?.Country, s.ReachOutMode, s.PolicyId)));
    }

    [Fact]
    public async Task Limits_of_a_row_hold()
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        using var engine = new Engine(emulator);

        var dear = engine.Run("[pscustomobject]@{ Task = 'x [[duration=20s; cost=30]]'; MaxCost = '0.25' } | Invoke-WebRunTask -PollInterval 1");
        var slow = engine.Run("[pscustomobject]@{ Task = 'x [[duration=20s]]'; Timeout = '1s' } | Invoke-WebRunTask -PollInterval 1");
        var own = engine.Run("[pscustomobject]@{ Task = 'x [[duration=1ms; cost=0.1]]'; MaxCost = '0.01' } | Invoke-WebRunTask -MaxCost 5").MustSucceed();

        Assert.Equal(("BudgetExceeded", "TaskTimeout", "Completed"), (dear.ErrorId, slow.ErrorId, own["Status"]));
    }

    [Theory]
    [InlineData("-MaxCost { $_.'Max Cost' }", 0.5)]
    [InlineData("-MaxCost 0.2", 0.2)]
    [InlineData("-TaskDetails { $_.Task } -MaxCost 0.2", 0.2)]
    public async Task Column_with_another_name_is_the_users_where_the_command_line_says_what_counts(string parameters, double maxCost)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"[pscustomobject]@{{ Task = 'x [[duration=1ms]]'; 'Max Cost' = '0.5' }} | Invoke-WebRunTask {parameters}").MustSucceed();

        Assert.Equal((decimal)maxCost, (decimal)result.Single.Properties["MaxCost"].Value);
    }

    [Theory]
    [InlineData("'Task;MaxCost' + \"`nx;0.5\" | ConvertFrom-Csv", "Row 1 has the properties 'Task;MaxCost'.")]
    [InlineData("[pscustomobject]@{ 'TaskDetails ' = 'x' }", "Row 1 has the properties 'TaskDetails '.")]
    [InlineData("[pscustomobject]@{ \"$([char]0xFEFF)TaskDetails\" = 'x'; Shop = 'y' }", "Row 1 has the properties '\\uFEFFTaskDetails', 'Shop'.")]
    [InlineData("[pscustomobject]@{ Task = 42 }", "Row 1 has Task, which cannot be used. '42' is a number, not a task.")]
    [InlineData("[pscustomobject]@{ Task = 'x'; Secret = 'hunter2' }", "Row 1 has a Secret")]
    [InlineData("[pscustomobject]@{ Task = 'x'; 'MaxCost ' = '0.1' }", "Row 1 has the property 'MaxCost ', which would not be used. Rename it to MaxCost.")]
    [InlineData("[pscustomobject]@{ Task = 'x'; 'max cost' = '0.1' }", "Row 1 has the property 'max cost', which would not be used. Rename it to MaxCost.")]
    [InlineData("@{ Task = 'x'; avoid_domains = 'a.example' }", "Row 1 has the property 'avoid_domains', which would not be used. Rename it to AvoidDomains.")]
    [InlineData("'Task,\"(Starting Point)\"' + \"`nx,https://a.example\" | ConvertFrom-Csv", "Row 1 has the property '(Starting Point)', which would not be used. Rename it to StartingPoint.")]
    [InlineData("[pscustomobject]@{ Task = 'x'; '_secret' = 'hunter2' }", "Row 1 has a Secret")]
    [InlineData("[pscustomobject]@{ Task = 'x'; MaxCost = 1; 'Max-Cost' = 2 }", "Row 1 has the property 'Max-Cost', which would not be used. Leave it out.")]
    [InlineData("[pscustomobject]@{ 'Task Details' = 'x' }", "Row 1 has the properties 'Task Details'. Rename 'Task Details' to TaskDetails.")]
    [InlineData("7", "'7' is a number, not a task")]
    [InlineData("0.5", "'0.5' is a number, not a task")]
    [InlineData("[datetime]'2030-01-31'", "is a date, not a task")]
    [InlineData("[System.DayOfWeek]::Monday", "'Monday' is a value of DayOfWeek, not a task")]
    [InlineData("[pscustomobject]@{ Task = 'x'; MaxCost = '0,5' }", "Row 1 has MaxCost, which cannot be used. '0,5' cannot be read as one number")]
    [InlineData("[pscustomobject]@{ Task = 'x'; MaxInputTokens = 'many' }", "MaxInputTokens")]
    [InlineData("[pscustomobject]@{ Task = 'x'; ReachOutMode = 'Sometimes' }", "ReachOutMode")]
    [InlineData("[pscustomobject]@{ Task = 'x'; Proxy = 'Germany' }", "Proxy")]
    [InlineData("[pscustomobject]@{ Task = 'x'; AvoidDomain = 'a.example; https://b.example' }", "https://b.example")]
    [InlineData("[pscustomobject]@{ Task = 'x'; OutputSchema = '{' }", "OutputSchema")]
    [InlineData("[pscustomobject]@{ Task = 'x'; File = './none.pdf' }", "none.pdf")]
    public async Task Row_that_cannot_be_used_is_its_own_error(string row, string why)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"{row} | Invoke-WebRunTask -ErrorAction SilentlyContinue -ErrorVariable failed; $failed");
        var among = engine.Run($"({row}), [pscustomobject]@{{ Task = 'good [[duration=1ms]]' }} | Invoke-WebRunTask -ErrorAction SilentlyContinue");

        var error = Assert.Single(result.Output);
        Assert.Contains(why, error.ToString(), StringComparison.Ordinal);
        Assert.Equal("good [[duration=1ms]]", among["TaskDetails"]);
        Assert.Single(emulator.Recorder.Tasks, task => task.TaskDetails.Length > 0);
    }

    [Fact]
    public async Task Refused_row_has_its_number()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("[pscustomobject]@{ Task = 'a [[duration=1ms]]' }, [pscustomobject]@{ Task = 'b'; MaxCost = 'x' }, [pscustomobject]@{ Taks = 'c' } | Invoke-WebRunTask");

        Assert.All(result.Errors, error => Assert.StartsWith("InvalidParameter,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Collection(
            result.Errors,
            error => Assert.StartsWith("Row 2 has MaxCost, which cannot be used. 'x'", error.ToString(), StringComparison.Ordinal),
            error => Assert.Contains("Row 3 has the properties 'Taks'", error.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Task = 'x'; MaxCost = '0.1' } | Invoke-WebRunTask -NoWait", "MaxCost")]
    [InlineData("[pscustomobject]@{ Task = 'x'; Timeout = '10' } | Send-WebRunTask -SessionId s1", "Timeout")]
    [InlineData("[pscustomobject]@{ Task = 'x'; PolicyId = 'p' } | Send-WebRunTask -SessionId s1", "PolicyId")]
    [InlineData("[pscustomobject]@{ Task = 'x'; MaxCost = '1' } | New-WebRunSession", "MaxCost")]
    public async Task Limit_that_the_command_does_not_use_is_refused(string script, string name)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(script);

        Assert.Equal("InvalidParameter", result.ErrorId);
        Assert.Contains($"Row 1 has {name}, which this form of the command does not use", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Theory]
    [InlineData("-MaxCost $none")]
    [InlineData("-MaxInputTokens ''")]
    [InlineData("-AvoidDomain @()")]
    [InlineData("-OutputSchema $none")]
    [InlineData("-File $none")]
    [InlineData("-ReachOutMode ''")]
    [InlineData("-MaxDuration $none")]
    [InlineData("-MaxDuration ' '")]
    [InlineData("-Timeout $none")]
    [InlineData("-PolicyId $none")]
    [InlineData("-PolicyId @{}")]
    [InlineData("-EnvironmentId ''")]
    [InlineData("-StartingPoint $none")]
    [InlineData("-Secret @()")]
    [InlineData("-Webhook ''")]
    [InlineData("-Proxy ([DBNull]::Value)")]
    public async Task What_is_typed_and_empty_is_refused(string typed)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"Invoke-WebRunTask x {typed}");
        var waiting = engine.Run("Wait-WebRunTask s1 t1 -MaxCost $none");

        Assert.Equal("InvalidParameter", result.ErrorId);
        Assert.Contains("The MaxCost is empty", waiting.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains($"The {typed[1..typed.IndexOf(' ', StringComparison.Ordinal)]} is empty", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Each_row_has_its_own_file()
    {
        var folder = Directory.CreateTempSubdirectory("webrun-rows-").FullName;
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Set("folder", folder);

        engine.Run("'a', 'b' | ForEach-Object { Set-Content (Join-Path $folder \"$_.txt\") $_; [pscustomobject]@{ Task = \"$_ [[duration=1ms]]\"; File = (Join-Path $folder \"$_.txt\") } } | Invoke-WebRunTask -ThrottleLimit 1").MustSucceed();

        var bodies = emulator.Recorder.Requests.Where(r => r.Path == "/start/send-message").Select(r => r.Body).ToList();
        Assert.Equal(2, bodies.Count(body => body.Contains("\"files\":[", StringComparison.Ordinal)));
        Assert.Equal(2, emulator.Recorder.Requests.Count(r => r.Path.Contains("upload", StringComparison.OrdinalIgnoreCase)));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Journal_knows_a_row_by_what_changes_its_result_and_not_by_its_limits()
    {
        var folder = Directory.CreateTempSubdirectory("webrun-rows-").FullName;
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Set("journal", Path.Combine(folder, "batch.jsonl"));
        await File.WriteAllTextAsync(Path.Combine(folder, "1.txt"), "1");
        await File.WriteAllTextAsync(Path.Combine(folder, "2.txt"), "2");
        string Batch(string columns) => $"[pscustomobject]@{{ Task = 'a [[duration=1ms]]'; {columns} }} | Invoke-WebRunTask -JournalPath $journal";

        engine.Run(Batch("MaxCost = 1")).MustSucceed();
        engine.Run(Batch("MaxCost = 2; MaxDuration = 60")).MustSucceed();
        Assert.Equal(1, emulator.Recorder.StartedTasks);

        foreach (var columns in new[] { "Proxy = 'de'", "Proxy = 'us'", "AvoidDomain = 'a.example'", "ReachOutMode = 'Off'", $"File = '{folder}/1.txt'", $"File = '{folder}/2.txt'", "OutputSchema = 'a, b'" })
        {
            engine.Run($"{Batch(columns)} -WarningAction Ignore").MustSucceed();
        }

        Assert.Equal(8, emulator.Recorder.StartedTasks);
        Directory.Delete(folder, recursive: true);
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 50) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Tab on ids: what this process has seen and what is open, never by a request. Alone, because what was seen is the whole process's.</summary>
[Collection(nameof(CompleterTests))]
[CollectionDefinition(nameof(CompleterTests), DisableParallelization = true)]
public class CompleterTests
{
    private static readonly string[] Ids = ["EnvironmentId", "SessionId", "TaskId", "TriggerId", "RunId", "FileId", "PolicyId"];

    [Fact]
    public async Task Ids_are_offered_wherever_a_parameter_takes_them_and_nothing_is_sent()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run(TriggerTests.Create + "$null = $t | Start-WebRunTrigger; $r = $t | Get-WebRunTriggerRun; [void](Get-WebRunFile $e); $s = New-WebRunSession 'shop around' -PolicyId p1; $s | Send-WebRunTask 'x [[duration=1ms]]'").MustSucceed();
        var upload = System.IO.Path.GetTempFileName();
        System.IO.File.WriteAllText(upload, "x");
        engine.Run($"Send-WebRunFile -LiteralPath '{upload}' -EnvironmentId $e").MustSucceed();
        System.IO.File.Delete(upload);
        var books = emulator.Recorder;
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["EnvironmentId"] = books.Environments.Single().EnvironmentId,
            ["SessionId"] = books.Sessions.Single(session => session.PolicyId == "p1").SessionId,
            ["TaskId"] = books.Tasks[^1].TaskId,
            ["TriggerId"] = books.Triggers.Single().TriggerId,
            ["RunId"] = books.TriggerRuns.Single().RunId,
            ["FileId"] = books.Uploads.Single().FileId,
            ["PolicyId"] = "p1",
        };
        var requests = books.Requests.Count;

        var takers = engine.Run("(Get-Module WebRun.PowerShell).ExportedCmdlets.Values").Output.Select(o => (CmdletInfo)o.BaseObject)
            .SelectMany(cmdlet => cmdlet.Parameters.Keys.Intersect(Ids, StringComparer.Ordinal).Select(parameter => (Command: cmdlet.Name, Parameter: parameter))).ToList();

        Assert.Equal(Ids.Order(), takers.Select(taker => taker.Parameter).Distinct().Order());
        Assert.All(takers, taker => Assert.Contains(expected[taker.Parameter], Texts(engine, $"{taker.Command} -{taker.Parameter} ")));
        Assert.Equal(requests, books.Requests.Count);
        engine.Run("$s | Stop-WebRunSession").MustSucceed();
    }

    [Fact]
    public async Task Environment_is_known_by_its_name_and_id_until_it_is_removed()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$e = New-WebRunEnvironment shop1 'logged in'; [void](New-WebRunEnvironment bank1)").MustSucceed();
        var id = emulator.Recorder.Environments.Single(environment => environment.Name == "shop1").EnvironmentId;

        var byName = Assert.Single(Complete(engine, "Get-WebRunFile SHO"), match => match.CompletionText == id);
        Assert.Equal("shop1", byName.ListItemText);
        Assert.Contains("logged in", byName.ToolTip, StringComparison.Ordinal);
        Assert.Equal([id], Texts(engine, $"Get-WebRunFile {id[..8]}"));
        Assert.Equal([id], Texts(engine, $"Get-WebRunFile '{id[..8]}"));

        engine.Run("$e | Remove-WebRunEnvironment -Confirm:$false").MustSucceed();
        Assert.DoesNotContain(id, Texts(engine, "Get-WebRunFile "));
    }

    [Fact]
    public async Task Sessions_are_those_that_are_open_and_tasks_those_of_the_session()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var ids = engine.Run("$one = New-WebRunSession 'Search for keyboards'; $two = New-WebRunSession; $task = $two | Send-WebRunTask 'Look at mice [[duration=1ms]]'; [void]($one | Send-WebRunTask 'x [[duration=1ms]]'); $one.SessionId; $two.SessionId; $task.TaskId").MustSucceed().Output.Select(o => $"{o}").ToList();

        var session = Assert.Single(Complete(engine, "Stop-WebRunSession "), match => match.CompletionText == ids[0]);
        Assert.Contains("Search for keyboards: Active, since 20", session.ToolTip, StringComparison.Ordinal);
        var task = Assert.Single(Complete(engine, $"Get-WebRunTask {ids[1]} "));
        Assert.Equal(ids[2], task.CompletionText);
        Assert.Contains("Look at mice", task.ToolTip, StringComparison.Ordinal);

        engine.Run("$one | Stop-WebRunSession").MustSucceed();
        Assert.DoesNotContain(ids[0], Texts(engine, "Stop-WebRunSession "));
        engine.Run("$two | Stop-WebRunSession").MustSucceed();
    }

    [Fact]
    public async Task Only_the_latest_of_many_are_kept()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession; 1..120 | ForEach-Object { [void]($s | Send-WebRunTask 'x [[duration=1ms]]') }; $s | Stop-WebRunSession").MustSucceed();

        Assert.Equal(
            emulator.Recorder.Tasks.Select(task => task.TaskId).Reverse().Take(100),
            Texts(engine, $"Get-WebRunTask {emulator.Recorder.Sessions.Single().SessionId} "));
    }

    [Fact]
    public async Task Id_that_would_be_run_is_not_offered()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, PathPrefix = "/environments", Body = """{"success":true,"environments":[{"_id":"$(throw)","name":"hostile"},{"_id":"-Force","name":"hostile"},{"_id":"a b","name":"hostile"},{"_id":"good1","name":"hostile\u001b[31m\nname"}]}""" });
        engine.Run("Get-WebRunEnvironment").MustSucceed();

        var match = Assert.Single(Complete(engine, "Get-WebRunFile hostile"));

        Assert.Equal("good1", match.CompletionText);
        Assert.DoesNotContain(match.ListItemText + match.ToolTip, char.IsControl);
    }

    [Fact]
    public void Secret_is_offered_as_tables_that_are_valid()
    {
        using var engine = new Engine();

        var tables = Complete(engine, "Invoke-WebRunTask x -Secret ");

        Assert.Equal(2, tables.Count);
        Assert.All(tables, table => Assert.IsType<System.Collections.Hashtable>(engine.Run("function Read-Host([switch] $AsSecureString) { 'x' }; function Get-Credential { 'x' }; " + table.CompletionText).MustSucceed().Single.BaseObject));
    }

    [Fact]
    public async Task Output_types_are_offered_as_schemas_that_give_them()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var schemas = Complete(engine, "Invoke-WebRunTask x -OutputSchema ");

        Assert.Equal(["Json", "Json", "Csv"], schemas.Select(schema => schema.ListItemText.Split(':')[0]));
        Assert.All(schemas, schema =>
        {
            var task = engine.Run($"Invoke-WebRunTask 'x [[duration=1ms]]' -PollInterval 1 -OutputSchema {schema.CompletionText}").MustSucceed();
            Assert.Equal(schema.ListItemText.Split(':')[0], task["OutputType"]);
            Assert.NotNull(task["Output"]);
        });
        Assert.Empty(Complete(engine, "Invoke-WebRunTask x -OutputSchema @{"));
        Assert.Empty(Complete(engine, "Invoke-WebRunTask x -OutputSchema title, "));
    }

    [Theory]
    [InlineData("Wait-WebRunTask s t")]
    [InlineData("Get-WebRunTask s t")]
    [InlineData("Send-WebRunTask x s")]
    [InlineData("New-WebRunSession x")]
    [InlineData("New-WebRunTrigger n x")]
    [InlineData("Set-WebRunTrigger t")]
    public void Output_types_are_offered_wherever_a_schema_is_taken(string command)
    {
        using var engine = new Engine();

        Assert.Equal(3, Complete(engine, command + " -OutputSchema ").Count);
    }

    [Fact]
    public async Task Tags_are_offered_the_latest_first_as_what_they_are()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("'first', '$(throw)', '007', '1kb', \"it's\", 'a b', 'first' | ForEach-Object { Invoke-WebRunTask 'x [[duration=1ms]]' -Tag $_ }").MustSucceed();

        // Costs are noted in the background.
        List<string> tags = [];
        await Eventually.HoldsAsync(() => (tags = Texts(engine, "Invoke-WebRunTask x -Tag ")) is ["first", _, _, _, _, _]);

        Assert.Equal(["first", "a b", "it's", "1kb", "007", "$(throw)"], tags.Select(tag => (string)engine.Run($"function Say($Value) {{ \"$Value\" }}; Say {tag}").MustSucceed().Single.BaseObject));
        Assert.Equal(["'a b'"], Texts(engine, "New-WebRunSession x -Tag 'A"));
    }

    [Fact]
    public void Days_to_measure_from_are_offered_also_after_the_beginning_that_they_share()
    {
        using var engine = new Engine();

        var days = Complete(engine, "Measure-WebRunCost -Since ");

        Assert.Equal(["today", "7 days", "this month"], days.Select(day => day.ToolTip));
        Assert.All(days, day => engine.Run($"Measure-WebRunCost -Since {day.CompletionText}").MustSucceed());
        Assert.Equal(days.Select(day => day.CompletionText), Texts(engine, "Measure-WebRunCost -Since 20"));
        Assert.Empty(Texts(engine, "Measure-WebRunCost -Since 19"));
    }

    [Fact]
    public void Completer_never_throws()
    {
        using var engine = new Engine();

        Assert.Empty(engine.Run("[WebRun.PowerShell.IdCompleter]::new().CompleteArgument($null, $null, $null, $null, $null)").MustSucceed().Output);
        Assert.Empty(engine.Run("[WebRun.PowerShell.TagCompleter]::new().CompleteArgument($null, $null, $null, $null, $null)").MustSucceed().Output);
        Assert.Equal(3, engine.Run("[WebRun.PowerShell.SinceCompleter]::new().CompleteArgument($null, $null, $null, $null, $null)").MustSucceed().Output.Count);
        Assert.Equal(3, engine.Run("[WebRun.PowerShell.OutputSchemaCompleter]::new().CompleteArgument($null, $null, $null, $null, $null)").MustSucceed().Output.Count);
        Assert.Empty(engine.Run("$env:WEBRUN_BASE_URL = 'no address'; try { [WebRun.PowerShell.IdCompleter]::new().CompleteArgument('x', 'SessionId', '', $null, @{}) } finally { $env:WEBRUN_BASE_URL = $null }").MustSucceed().Output);
    }

    private static List<string> Texts(Engine engine, string line) => [.. Complete(engine, line).Select(match => match.CompletionText)];

    /// <summary>What Tab offers at the end of a line, without the names of files that PowerShell offers where nobody else does.</summary>
    private static List<CompletionResult> Complete(Engine engine, string line)
    {
        engine.Set("line", line);
        return [.. engine.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches").MustSucceed().Output
            .Select(match => (CompletionResult)match.BaseObject).Where(match => match.ResultType == CompletionResultType.ParameterValue)];
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
}

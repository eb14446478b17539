using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>PowerShell wraps what comes out of a pipeline, an expression or Add-Member in a PSObject: it means the same as the value itself.</summary>
public class WrappedValueTests
{
    private static readonly SecureString Word = new NetworkCredential("", "s3cret").SecurePassword;

    /// <summary>What each transformation takes. A new one without a line here fails the test.</summary>
    private static readonly Dictionary<string, object[]> Samples = new(StringComparer.Ordinal)
    {
        ["CellTransformationAttribute"] = ["a.pdf", 7],
        ["DomainTransformationAttribute"] = ["a.example", new[] { "a.example", "b.example" }],
        ["PageTransformationAttribute"] = ["https://a.example/x", new Uri("https://a.example/")],
        ["DurationTransformationAttribute"] = ["90s", 90, 1.5, TimeSpan.FromSeconds(7)],
        ["GuardrailTransformationAttribute"] = ["Ask", "ask"],
        ["IdTransformationAttribute"] = ["id-1", new[] { "id-1", "id-2" }],
        ["SessionIdTransformationAttribute"] = ["id-1", Table("SessionId", "id-2"), new object[] { "id-1", Table("SessionId", "id-2") }],
        ["KeyTransformationAttribute"] = ["enter", "Control+a", 'x', 7],
        ["NumberTransformationAttribute"] = ["7", 7, new[] { "7", "8" }, new object[] { 1, 2 }],
        ["OutputSchemaTransformationAttribute"] =
        [
            new[] { "a", "b" }, """{"a":"string"}""", "[System.Drawing.Point]", typeof(System.Drawing.Size), Table("a", "string[]", "b", new object[] { Table("c", "number") }), Table("type", "object", "properties", Table("n", Table("type", "integer", "minimum", 3))),
        ],
        ["ProxyTransformationAttribute"] = ["de", "http://p.example:80", new Uri("socks5://p.example:1"), Table("Uri", "http://p.example:80", "Credential", new PSCredential("me", Word), "Level", "chrome")],
        ["ReachOutModeTransformationAttribute"] = ["guardrailonly", 1],
        ["SecretTransformationAttribute"] = [Table("a.example", new PSCredential("me", Word)), new object[] { Table("a.example", Table("pin", Word)), Table("b.example", Table("x", "y")) }],
        ["SecureTextTransformationAttribute"] = ["text", Word],
        ["StepsTransformationAttribute"] = ["look; around", new[] { "look", "tell" }],
        ["TaskTextTransformationAttribute"] = ["text"],
        ["TextTransformationAttribute"] = ["text", 7],
        ["TimeTransformationAttribute"] = ["2040-01-01 10:00", new DateTime(2040, 1, 1), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.FromHours(2))],
        ["TimeZoneTransformationAttribute"] = ["europe/berlin", TimeZoneInfo.Utc],
        ["WebhookTransformationAttribute"] = ["https://h.example/", Table("Url", new Uri("https://h.example/"), "Name", "n", "Auth", "a", "SubmittedData", "just_ping")],
    };

    [Fact]
    public void Every_parameter_reads_a_wrapped_value_as_the_value()
    {
        using var engine = new Engine();
        var transformations = engine.Run("(Get-Command -Module WebRun.PowerShell).Parameters.Values.Attributes | Where-Object { $_ -is [System.Management.Automation.ArgumentTransformationAttribute] }").MustSucceed();

        var read = transformations.Output.Select(o => (ArgumentTransformationAttribute)o.BaseObject).ToList();

        Assert.Equal(Samples.Keys.Order(StringComparer.Ordinal), read.Select(t => t.GetType().Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(
            from transformation in read
            from sample in Samples[transformation.GetType().Name]
            select (transformation, sample),
            pair => Assert.Equal(Shown(pair.transformation.Transform(null!, pair.sample)), Shown(pair.transformation.Transform(null!, Wrap(pair.sample)))));
    }

    [Theory]
    [InlineData("$rows | Select-Object @{ n = 'TaskDetails'; e = { \"Look at $($_.Shop) [[duration=1ms]]\" } } | Invoke-WebRunTask")]
    [InlineData("$rows | Select-Object @{ n = 'Prompt'; e = { \"Look at $($_.Shop) [[duration=1ms]]\" | Write-Output } } | New-WebRunSession | Stop-WebRunSession")]
    [InlineData("$s = New-WebRunSession; $rows | Select-Object @{ n = 'Task'; e = { 'Look at a [[duration=1ms]]' | Write-Output } }, @{ n = 'SessionId'; e = { $s.SessionId | Write-Output } } | Send-WebRunTask -Wait; $s | Stop-WebRunSession")]
    [InlineData("$lines | Invoke-WebRunTask")]
    [InlineData("Invoke-WebRunTask $lines[0]")]
    [InlineData("[pscustomobject]@{ Task = $lines[0] } | Invoke-WebRunTask")]
    [InlineData("[pscustomobject]@{} | Add-Member -NotePropertyName Prompt -NotePropertyValue $lines[0] -PassThru | Invoke-WebRunTask")]
    [InlineData("[pscustomobject]@{} | Add-Member -MemberType ScriptProperty -Name Task -Value { $lines[0] } -PassThru | Invoke-WebRunTask")]
    public async Task Rows_may_hold_what_an_expression_made(string script)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "Look at a [[duration=1ms]]");
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"$rows = [pscustomobject]@{{ Shop = 'a' }}; $lines = @(Get-Content {path}); {script}").MustSucceed();

        Assert.Equal("Look at a [[duration=1ms]]", Assert.Single(emulator.Recorder.Tasks, task => task.TaskDetails.Length > 0).TaskDetails);
        File.Delete(path);
    }

    [Theory]
    [InlineData("0012345")]
    [InlineData("12e34")]
    [InlineData("507191081234567890123456")]
    public async Task Id_of_digits_is_what_was_typed(string id)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0 });
        using var engine = new Engine(emulator);
        string[] commands = ["Get-WebRunTask ID t1", "Stop-WebRunTask ID", "Suspend-WebRunTask ID", "Resume-WebRunTask ID", "Stop-WebRunSession ID", "Get-WebRunTriggerRun ID", "Remove-WebRunFile ID f1 -Confirm:$false"];

        Assert.All(commands, command =>
        {
            engine.Run(command.Replace("ID", id, StringComparison.Ordinal));
            var request = emulator.Recorder.Requests[^1];
            Assert.True(request.Path.Contains($"/{id}", StringComparison.Ordinal) || request.Body.Contains($"\"{id}\"", StringComparison.Ordinal), $"{request.Path} {request.Body}");
        });
    }

    [Fact]
    public async Task Answers_secrets_and_files_may_be_wrapped()
    {
        var path = Path.GetTempFileName();
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Set("path", path);

        engine.Run(
            """
            'hello' | Set-Content $path
            $secret = @{ 'a.example' = @{ user = (Get-Content $path); pin = ('42' | Add-Member -NotePropertyName From -NotePropertyValue test -PassThru) } }
            Invoke-WebRunTask 'x [[duration=1ms]]' -Secret $secret -File (Get-ChildItem $path | Select-Object -ExpandProperty FullName) -Proxy ('de' | Write-Output)
            Invoke-WebRunTask 'y [[guardrail=Code?; duration=1ms]]' -OnGuardrail { Get-Content $path }
            $s = New-WebRunSession
            $s | Send-WebRunInput -Key ('enter' | Add-Member -NotePropertyName From -NotePropertyValue test -PassThru)
            $s | Send-WebRunInput -Text (Get-Content $path)
            ($s.SessionId | Write-Output) | Stop-WebRunSession
            """).MustSucceed();

        Assert.Equal((1, "DE", 0), (emulator.Recorder.Tasks[0].SecretCount, emulator.Recorder.Sessions[0].Proxy!.Country, emulator.Recorder.OpenSessions));
        File.Delete(path);
    }

    private static Hashtable Table(params object[] entries) => new(entries.Chunk(2).ToDictionary(entry => entry[0], entry => entry[1]));

    private static object Wrap(object value)
    {
        var wrapped = new PSObject(value switch
        {
            Hashtable table => new Hashtable(table.Keys.Cast<object>().ToDictionary(key => key, key => Wrap(table[key]!))),
            Array items => items.Cast<object>().Select(Wrap).ToArray(),
            _ => value,
        });
        wrapped.Properties.Add(new PSNoteProperty("Note", "x"));
        return wrapped;
    }

    private static string Shown(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        SecureString secret => new NetworkCredential("", secret).Password,
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Shown))}]",
        _ when value.GetType().Namespace == "WebRun" || value.GetType().Name == "KeyValuePair`2" => $"{value} {{{string.Join(", ", value.GetType().GetProperties().Where(p => p.GetMethod!.IsStatic == false).Select(p => Shown(p.GetValue(value))))}}}",
        _ => value.ToString()!,
    };

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
}

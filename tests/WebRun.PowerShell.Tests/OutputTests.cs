using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Structured output through the real engine: what is asked for, and what comes out.</summary>
public class OutputTests
{
    [Theory]
    [InlineData("@{ title = 'string' }", """{"type":"object","properties":{"title":{"type":"string"}},"required":["title"]}""")]
    [InlineData("([ordered]@{ b = [datetime]; a = @(@{ c = 'int[]' }) })",
        """{"type":"object","properties":{"b":{"type":"string","description":"ISO 8601, such as 2026-01-15T10:30:00Z"},"a":{"type":"array","items":{"type":"object","properties":{"c":{"type":"array","items":{"type":"number"}}},"required":["c"]}}},"required":["b","a"]}""")]
    [InlineData("([pscustomobject]@{ b = 'bool'; a = [pscustomobject]@{ c = 'string' } })",
        """{"type":"object","properties":{"b":{"type":"boolean"},"a":{"type":"object","properties":{"c":{"type":"string"}},"required":["c"]}},"required":["b","a"]}""")]
    [InlineData("'{ \"type\": \"array\", \"items\": { \"type\": \"number\" } }'", """{"type":"array","items":{"type":"number"}}""")]
    [InlineData("@{ type = 'object'; properties = @{ a = @{ type = 'string' } } }", """{"properties":{"a":{"type":"string"}},"type":"object"}""")]
    [InlineData("title, price", """["title","price"]""")]

    // The examples of the errors.
    [InlineData("@('title', 'price')", """["title","price"]""")]
    [InlineData("@{ price = 'number' }", """{"type":"object","properties":{"price":{"type":"number"}},"required":["price"]}""")]
    [InlineData("@(@{ price = 'number' })", """{"type":"array","items":{"type":"object","properties":{"price":{"type":"number"}},"required":["price"]}}""")]
    [InlineData("@('title')", """["title"]""")]
    [InlineData("[Product]", """{"type":"object","properties":{"Name":{"type":"string"},"Price":{"type":"number"}},"required":["Name"]}""")]
    [InlineData("[Product[]]", """{"type":"array","items":{"type":"object","properties":{"Name":{"type":"string"},"Price":{"type":"number"}},"required":["Name"]}}""")]
    public async Task Every_form_is_sent_as_a_schema(string schema, string body)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"class Product {{ [string] $Name; [Nullable[decimal]] $Price; hidden [Product] $Self }}; New-WebRunSession x -OutputSchema {schema} -TerminateOnCompletion").MustSucceed();

        var sent = JsonDocument.Parse(emulator.Recorder.Requests.Single().Body!).RootElement.GetProperty("initialTask");
        Assert.Equal(body, sent.GetProperty("outputSchema").GetRawText());
        Assert.Equal(body[0] == '[' ? "structured_csv" : "structured_json", sent.GetProperty("outputType").GetString());
    }

    [Theory]
    [InlineData("@{}")]
    [InlineData("$null")]
    [InlineData("''")]
    [InlineData("'title'")]
    [InlineData("'{ \"title\": '")]
    [InlineData("@{ price = 'nmber' }")]
    [InlineData("@{ price = { 5 } }")]
    [InlineData("a, ' '")]
    [InlineData("a, A")]
    [InlineData("@()")]
    [InlineData("5")]
    [InlineData("[int]")]
    [InlineData("[NoSuchType]")]
    [InlineData("([System.IO.DirectoryInfo])")]
    [InlineData("[Bare]")]
    [InlineData("[WithInterface[]]")]
    [InlineData("[Recursive]")]
    [InlineData("@{ type = 'object'; required = 'a' }")]
    [InlineData("@{ '$ref' = 'http://127.0.0.1:1/schema.json' }")]
    [InlineData("$deep")]
    [InlineData("$recursive")]
    [InlineData("$custom")]
    public async Task Bad_schema_is_refused_before_sending(string schema)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run(
            """
            class Bare { }; class WithInterface { [string] $Name; [IComparable] $Price }; class Recursive { [Recursive[]] $Children }
            $recursive = @{}; $recursive.a = $recursive; $custom = [pscustomobject]@{ a = 1 }; $custom.a = $custom
            $deep = '{"type":"number"}'; 1..1000 | ForEach-Object { $deep = "{`"allOf`":[$deep]}" }
            """).MustSucceed();

        foreach (var command in new[] { "Invoke-WebRunTask x", "New-WebRunSession x", "Send-WebRunTask x s1", "Get-WebRunTask s1 t1", "Wait-WebRunTask s1 t1" })
        {
            var result = engine.Run($"{command} -OutputSchema {schema}");

            Assert.Empty(result.Output);
            Assert.Contains("OutputSchema", Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task JSON_becomes_objects()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(
            """
            $t = Invoke-WebRunTask 'x [[result={"title":"A","price":9.5,"stock":3,"on":"2026-01-15","offers":[{"price":1},{"price":2}]}]]' -OutputSchema @{ title = 'string'; price = 'number'; offers = @(@{ price = 'number' }) }
            $t.Output.price * 2; $t.Output.stock.GetType().Name; $t.Output.on.GetType().Name; $t.Output.offers[1].price; $t.Output -is [pscustomobject]; "$($t.OutputType)"
            """).MustSucceed();

        Assert.Equal(new object[] { 19d, "Int64", "String", 2L, true, "Json" }, result.Output.Select(o => o.BaseObject));
    }

    [Fact]
    public async Task CSV_becomes_a_row_each_and_a_ragged_row_a_warning()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(
            """
            $t = Invoke-WebRunTask 'x [[result="Price,Coin\n\"$3,100.20\",ETH\n$95,360.97,BTC\n"]]' -OutputSchema coin, price
            $t.Output | ForEach-Object { ($_.psobject.Properties | ForEach-Object { "$($_.Name)=$($_.Value)" }) -join ';' }
            """).MustSucceed();

        Assert.Equal(["coin=ETH;price=$3,100.20", "coin=;price=;Raw=$95,360.97,BTC"], result.Output.Select(o => o.ToString()));
        Assert.Contains("1 row", Assert.Single(result.Streams.Warning).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title, 'price, net'")]
    [InlineData("@{ a = 'string'; b = @(@{ c = 'int[]'; d = [DayOfWeek] }) }")]
    [InlineData("([System.Collections.Generic.List[string[]]])")]
    public async Task Data_that_the_emulator_makes_up_by_the_schema_fits_it(string schema)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"Invoke-WebRunTask x -OutputSchema {schema}").MustSucceed();

        Assert.NotNull(result.Single.Properties["Output"].Value);
        Assert.Empty(result.Streams.Warning);
    }

    [Theory]
    [InlineData("sorry")]
    [InlineData("""{"other":1}""")]
    [InlineData("""{"title":5}""")]
    [InlineData("""{"title":"a","":1}""")]
    [InlineData("""{"title":"a","Title":"b"}""")]
    [InlineData("""{"title":"a","psobject":1}""")]
    public async Task Answer_that_was_not_asked_for_is_an_error_with_the_task(string answer)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"Invoke-WebRunTask 'x [[result={answer}]]' -OutputSchema @{{ title = 'string' }}");

        Assert.Equal("InvalidResponse", result.ErrorId);
        Assert.Equal((ErrorCategory.InvalidData, "Completed"), (result.Errors[0].CategoryInfo.Category, result["Status"]));
        Assert.Same(result.Single.BaseObject, result.Errors[0].TargetObject);
        Assert.Equal((answer, null), (result["Message"], result["Output"]));
    }

    [Theory]
    [InlineData("""{"title":"a","deep":DEEP}""")]
    [InlineData("""{"title":"a","n":1e400,"n":2}""")]
    [InlineData("""{"title":"\\ud83d","\\ud83d":1}""")]
    [InlineData("""{"title":"a","PSTypeNames":["x"],"ToString":1,"Count":null,"Length":[]}""")]
    public async Task Hostile_answer_is_output_or_InvalidResponse(string answer)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var message = answer.Replace("DEEP", new string('[', 5000) + new string(']', 5000), StringComparison.Ordinal);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 200, PathPrefix = "/start/send-message", Body = $$$"""{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":{{{JsonSerializer.Serialize(message)}}}}}""" });

        var result = engine.Run("Invoke-WebRunTask x -OutputSchema @{ title = 'string' }");

        Assert.Equal(result["Output"] is null ? ["InvalidResponse"] : [], result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(message, result["Message"]);
    }

    [Theory]
    [InlineData("New-WebRunSession | Send-WebRunTask $text -OutputSchema $schema | Wait-WebRunTask")]
    [InlineData("New-WebRunSession | Send-WebRunTask $text -OutputSchema $schema -Wait")]
    [InlineData("Invoke-WebRunTask $text -NoWait -OutputSchema $schema | Wait-WebRunTask | Wait-WebRunTask")]
    [InlineData("$t = Invoke-WebRunTask $text -NoWait; Wait-WebRunTask $t.SessionId $t.TaskId -OutputSchema $schema")]
    [InlineData("$t = Invoke-WebRunTask $text; Get-WebRunTask $t.SessionId $t.TaskId -OutputSchema $schema")]
    [InlineData("$t = Invoke-WebRunTask $text; $t | Wait-WebRunTask -OutputSchema $schema")]
    [InlineData("Invoke-WebRunTask $text -OutputSchema $schema | Get-WebRunTask")]
    [InlineData("Invoke-WebRunTask $text -OutputSchema $schema -Live")]
    [InlineData("Invoke-WebRunTask $asking -OutputSchema $schema -OnGuardrail { 'yes' }")]
    [InlineData("Invoke-WebRunTask $asking -OutputSchema $schema -WarningAction Ignore | Resume-WebRunTask -Response yes -PassThru | Wait-WebRunTask")]
    public async Task Schema_goes_with_the_task(string script)
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        using var engine = new Engine(emulator);

        var result = engine.Run(
            $$"""
            $text = 'x [[duration=50ms; result={"n":5}]]'; $asking = 'x [[duration=50ms; guardrail=sure?; result={"n":5}]]'; $schema = @{ n = 'number' }
            {{script}}
            """).MustSucceed();

        Assert.Equal(("Json", "@{n=5}"), (result["OutputType"], result["Output"]));
    }

    [Fact]
    public async Task Task_known_only_by_its_ids_keeps_its_text()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("""$t = Invoke-WebRunTask 'x [[result={"n":5}]]' -OutputSchema @{ n = 'number' }; Get-WebRunTask $t.SessionId $t.TaskId""").MustSucceed();

        Assert.Equal(("Text", """{"n":5}"""), (result["OutputType"], result["Output"]));
    }

    [Fact]
    public async Task Output_survives_remoting_and_files()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(
            """
            $t = Invoke-WebRunTask 'x [[result={"a":{"b":{"c":[{"d":5}]}}}]]' -OutputSchema @{ a = @{ b = @{ c = @(@{ d = 'number' }) } } }
            [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($t)).Output.a.b.c[0].d
            """).MustSucceed();

        Assert.Equal(5L, result.Single.BaseObject);
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 50) => WebRunEmulator.StartAsync(new EmulatorOptions
    {
        RateLimit = 0,
        InlineWindow = TimeSpan.FromSeconds(inlineWindow),
        DefaultTaskDuration = TimeSpan.FromMilliseconds(1),
    });
}

using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Answers as instances of the class that was asked for.</summary>
public sealed class TypedOutputTests : IAsyncLifetime
{
    private const string Classes =
        """
        enum Currency { EUR; USD }
        class Seller { [string] $Name; [Nullable[int]] $Stars; [guid] $Id }
        class Offer { [decimal] $Price; [Currency] $In; [Seller] $Seller; hidden [string] $Secret }
        class Product {
            [ValidateNotNullOrEmpty()] [string] $Name; [Offer[]] $Offers; [Nullable[datetime]] $Since; [System.Collections.Generic.List[int]] $Sizes; [hashtable] $More; [bool] $New = $true; [int] $Made
            Product() { $this.Made = $script:made++ }
            [decimal] Cheapest() { return ($this.Offers.Price | Measure-Object -Minimum).Minimum }
        }
        class Strict { [ValidateRange(1, 9)] [int] $Size; [byte] $Small; [uri] $Link; [datetime] $On; [DayOfWeek] $Day; [char] $Letter; [bool] $Is }
        function Ask([string] $answer, $schema, [hashtable] $more = @{}) { Invoke-WebRunTask "x [[duration=1ms; result=$answer]]" -OutputSchema $schema @more }
        """;

    private const string Keyboard =
        """{"name":"Keyboard","offers":[{"price":12.50,"in":"EUR","seller":{"name":"A","stars":null,"id":"6f9619ff-8b86-d011-b42d-00c04fc964ff"}},{"price":9,"in":"USD","seller":{"name":"B","stars":4,"id":"6f9619ff-8b86-d011-b42d-00c04fc964ff"}}],"sizes":[1,2.0],"more":{"a":{"b":[1]}},"new":false,"made":7,"Since":null}""";

    private WebRunEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public void Class_and_all_that_is_in_it_becomes_instances()
    {
        using var engine = new Engine(_emulator);
        engine.Set("keyboard", Keyboard);

        var result = engine.Run(
            $$"""
            {{Classes}}
            $p = (Ask $keyboard ([Product])).Output
            "$($p.GetType().Name) $($p.Offers.GetType().Name) $($p.Offers[1].In.GetType().Name) $($p.Offers[1].In) $($p.Offers[0].Seller.GetType().Name) $($p.Offers[0].Seller.Id.GetType().Name)"
            "$($p.Cheapest()) $($null -eq $p.Offers[0].Seller.Stars) $($p.Offers[1].Seller.Stars) $($p.Sizes.GetType().Name) $($p.Sizes[1]) $($p.More.a.b[0]) $($p.New) $($p.Made) $($null -eq $p.Since)"
            $list = (Ask "[$keyboard,$keyboard]" ([Product[]])).Output
            "$($list.Count) $($list[1].GetType().Name) $($list[1].Offers[0].Price)"
            $same = (Ask "[$keyboard]" @([Product])).Output
            "$($same.Count) $($same[0].GetType().Name)"
            (Ask '{"Name":"a","Value":"b"}' ([System.Management.Automation.Host.FieldDescription])).Output
            $empty = (Ask '[]' ([Product[]])).Output
            "$($empty.Count)"
            "$((Ask '[1,2]' ([int[]])).Output -join '+')"
            """);

        Assert.Equal(["ParameterArgumentTransformationError"], result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(
            ["Product Offer[] Currency USD Seller Guid", "9 True 4 List`1 2 1 False 7 True", "2 Product 12.5", "1 Product", "0", "1+2"],
            result.Output.Select(o => o?.ToString()).OfType<string>());
    }

    [Theory]
    [InlineData("""{"size":12,"small":1,"link":"a","on":"2026-01-02","day":"Monday","letter":"a","is":true}""", "$.Size: ")]
    [InlineData("""{"size":1.5,"small":1,"link":"a","on":"2026-01-02","day":"Monday","letter":"a","is":true}""", "$.size: 1.5 is not a Int32")]
    [InlineData("""{"size":1,"small":256,"link":"a","on":"2026-01-02","day":"Monday","letter":"a","is":true}""", "$.small: 256 is not a Byte")]
    [InlineData("""{"size":1,"small":1,"link":"a","on":"02/03/2026","day":"Monday","letter":"a","is":true}""", "$.on: \"02/03/2026\" is not a DateTime")]
    [InlineData("""{"size":1,"small":1,"link":"a","on":"2026-13-02","day":"Monday","letter":"a","is":true}""", "$.on: ")]
    [InlineData("""{"size":1,"small":1,"link":"a","on":"2026-01-02","day":"Someday","letter":"a","is":true}""", "$.Day: \"Someday\" is not \"Sunday\"")]
    [InlineData("""{"size":1,"small":1,"link":"a","on":"2026-01-02","day":"Monday","letter":"ab","is":true}""", "$.letter: \"ab\" is not a Char")]
    [InlineData("""{"size":1,"small":1,"link":"a","on":"2026-01-02","day":"Monday","letter":"a","is":"true"}""", "$.Is: \"true\" is not a boolean")]
    [InlineData("""{"size":1e400,"small":1,"link":"a","on":"2026-01-02","day":"Monday","letter":"a","is":true}""", "$.Size: ")]
    [InlineData("""{"size":12345678901234567890,"small":1,"link":"a","on":"2026-01-02","day":"Monday","letter":"a","is":true}""", "$.size: ")]
    [InlineData("""{"small":1,"link":"a","on":"2026-01-02","day":"Monday","letter":"a"}""", "$: 'Size' is missing, 'Is' is missing")]
    public void Value_that_does_not_fit_is_named_by_its_place(string answer, string reason)
    {
        using var engine = new Engine(_emulator);
        engine.Set("answer", answer);

        var result = engine.Run($"{Classes}; Ask $answer ([Strict])");

        Assert.Equal(("InvalidResponse", null), (result.ErrorId, result["Output"]));
        Assert.Contains(reason, result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ask $keyboard ([Product])")]
    [InlineData("New-WebRunSession | Send-WebRunTask \"x [[duration=1ms; result=$keyboard]]\" -OutputSchema ([Product]) -Wait")]
    [InlineData("New-WebRunSession | Send-WebRunTask \"x [[duration=1ms; result=$keyboard]]\" -OutputSchema ([Product]) | Wait-WebRunTask | Get-WebRunTask")]
    [InlineData("$t = Invoke-WebRunTask \"x [[duration=1ms; result=$keyboard]]\" -NoWait; Wait-WebRunTask $t.SessionId $t.TaskId -OutputSchema ([Product])")]
    [InlineData("1..2 | ForEach-Object { $rows = [pscustomobject]@{ TaskDetails = \"x [[duration=1ms; result=$keyboard]]\" } | Invoke-WebRunTask -OutputSchema ([Product]) -JournalPath $path }; $rows")]
    public void Every_way_to_a_task_gives_them(string script)
    {
        using var folder = new TemporaryFolder();
        using var engine = new Engine(_emulator);
        engine.Set("keyboard", Keyboard);
        engine.Set("path", System.IO.Path.Combine(folder.Path, "journal.jsonl"));

        var result = engine.Run($"{Classes}\n(& {{ {script} }}).Output.Cheapest()").MustSucceed();

        Assert.Equal(9m, result.Single.BaseObject);
    }

    [Fact]
    public void Class_of_a_script_in_a_job_is_refused_because_its_runspace_may_be_busy_or_gone()
    {
        using var engine = new Engine(_emulator);

        var result = engine.Run($"{Classes}; Ask '{{}}' ([Product]) @{{ AsJob = $true }}");

        Assert.Equal("InvalidParameter", result.ErrorId);
        Assert.Empty(_emulator.Recorder.Requests);
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>The scripts of about_WebRun_Examples, run as they are written, where a point and where a comma stands before the cents.</summary>
public class ExampleScriptTests
{
    /// <summary>The topic that has the scripts.</summary>
    public const string Topic = "about_WebRun_Examples";

    // SshTests run it, because it needs machines.
    private const string OnThreeMachines = "A batch on three machines";

    private const string Shops =
        """
        Set-Content ./shops.csv 'TaskDetails,StartingPoint', 'Find the cheapest keyboard,https://a.example', 'Find the cheapest mouse,https://b.example',
            'Find the cheapest screen [[fail=PAGE_CRASH; cost=0.0125]],https://c.example'
        """;

    /// <summary>The scripts of the topic, by their titles.</summary>
    public static IReadOnlyDictionary<string, string> Scripts { get; } =
        HelpFiles.BlocksOf(Path.Combine(Engine.Repository, "module", "docs", "en-US", Topic + ".md")).ToDictionary(block => block.Title.Split(", ")[1], block => block.Code, StringComparer.Ordinal);

    /// <summary>What each script finds, what the site does where its text says <c>!</c>, and what is true afterwards.</summary>
    private static readonly Dictionary<string, Scene> Scenes = new(StringComparer.Ordinal)
    {
        ["A nightly price list"] = new(
            Shops,
            null,
            "(Import-Csv ./prices-*.csv -UseCulture).Count -eq 2",
            "(Import-Csv ./prices-*.csv -UseCulture | ForEach-Object { [double]::Parse($_.Price, [cultureinfo]::CurrentCulture) } | Measure-Object -Sum).Sum -eq ($tasks.Output.price | Measure-Object -Sum).Sum",
            "(Get-Content ./prices-*.txt)[0] -match '2 of 3 found, cost 0\\.03\\d\\d USD\\.$'",
            "(Get-Content ./prices-*.txt)[1] -match '^- Row 3: .*cheapest screen.*PAGE_CRASH'"),
        ["Downloads from a portal"] = new("", ("of last month", "files=a.pdf,b.pdf"), "(Get-ChildItem ./invoices/*/*.pdf).Count -eq 2", "$script:found.Name -join ' ' -eq 'a.pdf b.pdf'"),
        ["A form for each row of a spreadsheet"] = new(
            """
            Set-Content ./expenses.csv 'Amount,Purpose,Receipt', '12.50,lunch,./a.pdf', '8.90,a taxi,./missing.pdf', '99,a hotel,./b.pdf'
            Set-Content ./a.pdf, ./b.pdf content
            """,
            null,
            "($script:failed.FullyQualifiedErrorId -split ',')[0] -eq 'FileUnavailable' -and $script:failed.TargetObject.InputObject.Purpose -eq 'a taxi'",
            "((Import-Csv ./confirmations.csv | Sort-Object Receipt).Receipt -join ' ') -eq './a.pdf ./b.pdf'",
            "@(Import-Csv ./confirmations.csv | Where-Object { $_.Message -match 'expense of (12.50 for lunch|99 for a hotel)' }).Count -eq 2")
        {
            Errors = 1,
        },
        ["A check that fails a build"] = new("", null, "$check.Output.passed"),
        ["A scheduled task with a transcript"] = new("$null = New-Item -ItemType Directory ./logs", null, "$script:found -match '^In stock: True, cost: 0\\.01\\d\\d USD$'", "(Get-Content -Raw ./logs/*.txt) -match '\\*{20}'"),
        ["Yesterday's failures"] = new(
            Shops.Replace("fail=PAGE_CRASH; cost=0.0125", "duration=2s; cost=0.2", StringComparison.Ordinal) + "\n" +
            """
            $journal = "./prices-$((Get-Date).AddDays(-1).ToString('yyyy-MM-dd')).jsonl"
            Import-Csv ./shops.csv | Invoke-WebRunTask -OutputSchema @{ title = 'string'; price = 'number' } -JournalPath $journal -JournalKey StartingPoint -MaxCost 0.05 -PollInterval 1 -ErrorAction Ignore |
                Select-Object StartingPoint, @{ n = 'Title'; e = { 'before' } }, @{ n = 'Price'; e = { 1.5 } }, Cost | Export-Csv ($journal -replace 'jsonl$', 'csv') -UseCulture
            """,
            null,
            "(Import-Csv ./prices-*.csv -UseCulture).Count -eq 3 -and (Import-Csv ./prices-*.csv -UseCulture)[2].StartingPoint -like 'https://c.example*'",
            "@(Get-WebRunJournal $journal | Where-Object Status -EQ Completed).Count -eq 3"),
        ["A report by status"] = new(
            Shops + "\n$null = Import-Csv ./shops.csv | Invoke-WebRunTask -JournalPath ./prices-1.jsonl -ErrorAction Ignore",
            null,
            "($script:found | Out-String) -match '(?s)Completed +2 .*Failed +1 |Failed +1 .*Completed +2 '"),
        ["A login in two steps"] = new("", ("the balance", "guardrail=the code; result=42"), "$script:found.Message -eq '42'"),
        ["A watch"] = new("", ("keyboards", "duration=2s; events=8; result=full"), "$script:found[-1] -match ' Completed: full$'", "@($script:found -match ' Action: ').Count -ge 1"),
        ["What a crash has left"] = new("", null, "@($script:found | Where-Object { $_.SessionId }).Count -ge 0"),
        ["The cost of the month"] = new(
            Shops + "\n$null = Import-Csv ./shops.csv | Invoke-WebRunTask -JournalPath \"./prices-$(Get-Date -Format 'yyyy-MM')-01.jsonl\" -ErrorAction Ignore",
            null,
            "$script:found[0].Count -eq 3 -and $script:found[0].Failed -eq 1 -and $script:found[0].Cost -gt 0.03"),
    };

    public static TheoryData<string, string> Runs { get; } = new(
        from title in Scenes.Keys
        from culture in new[] { "en-US", "de-DE" }
        select (title, culture));

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Script_does_what_it_says(string title, string culture)
    {
        await using var scene = await ExampleScene.StartAsync();
        var (before, site, after) = (Scenes[title].Before, Scenes[title].Site, Scenes[title].After);
        var script = site is { } said ? Scripts[title].Replace(said.Text, $"{said.Text} [[{said.Does}]]", StringComparison.Ordinal) : Scripts[title];

        scene.Run($"[cultureinfo]::CurrentCulture = '{culture}'\n{before}");
        scene.Run($"[cultureinfo]::CurrentCulture = [cultureinfo]::CurrentUICulture = '{culture}'; $script:found = @(. {{\n{script}\n}} 2>&1); $script:failed = @($found | Where-Object {{ $_ -is [System.Management.Automation.ErrorRecord] }})");

        Assert.Equal(Scenes[title].Errors, scene.Run("$failed.Count").Single.BaseObject);
        Assert.All(after, condition => Assert.Equal((condition, true), (condition, scene.Run($"[cultureinfo]::CurrentCulture = '{culture}'; [bool]({condition})").Single.BaseObject)));
    }

    [Fact]
    public void Every_script_is_run() => Assert.Equal(Scripts.Keys.Order(StringComparer.Ordinal), Scenes.Keys.Append(OnThreeMachines).Order(StringComparer.Ordinal));

    /// <summary>Where a script runs.</summary>
    /// <param name="Before">What is there before.</param>
    /// <param name="Site">What a site does where the script's text says something; null for nothing of note.</param>
    /// <param name="After">What is true afterwards; $found is what came out, errors too.</param>
    private sealed record Scene(string Before, (string Text, string Does)? Site, params string[] After)
    {
        /// <summary>How many errors the script shows.</summary>
        public int Errors { get; init; }
    }
}

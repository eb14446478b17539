using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using System.Xml.Linq;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Objects that have been in a file, a job or another process: with the module they are what they were, and without it they keep their meaning.</summary>
public sealed class RoundTripTests : IDisposable
{
    /// <summary>Every type that a command emits, and every part of one.</summary>
    private const string Everything = TriggerTests.Create + """
        $null = $t | Start-WebRunTrigger; Set-Content a.txt x
        $s = New-WebRunSession 'look around [[duration=1h; events=100000]]'; $seen = $s | Watch-WebRunSession | Select-Object -First 1; $s | Stop-WebRunSession
        $done = Invoke-WebRunTask 'x [[duration=1ms; result={"a":[1,2],"b":[{"c":[]}]}; cost=0.0124; files=a.txt,b.zip]]' -OutputSchema @{ a = 'int[]' } -Tag 'my kind'
        Invoke-WebRunTask 'x [[duration=1ms; fail=E1]]' -ErrorAction SilentlyContinue -ErrorVariable bad; $failed = $bad[0].TargetObject
        $asks = Invoke-WebRunTask 'x [[duration=2ms; guardrail=code?]]' -WarningAction Ignore; $asks | Stop-WebRunSession
        'x [[duration=1ms]]' | Invoke-WebRunTask -JournalPath a.jsonl -JournalKey Length | Out-Null; $kept = 'x [[duration=1ms]]' | Invoke-WebRunTask -JournalPath a.jsonl -WarningAction Ignore; $row = Get-WebRunJournal a.jsonl
        $all = @($done; $failed; $asks; $s; $seen; $e; $t; $t | Get-WebRunTrigger; $t | Get-WebRunTriggerRun; Get-WebRunEnvironmentProfile; Test-WebRunService; Test-WebRunService -Account
            $done | Measure-WebRunCost; $done | Measure-WebRunCost -By Tag, Day; Measure-WebRunCost; $done.Files; $done.Network; Send-WebRunFile a.txt -EnvironmentId $e; $kept; $row; Get-WebRunSession; Register-WebRunMcpServer -Path mcp.json -PassThru)

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-trip-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Out_of_a_file_everything_is_what_it_was()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        var types = engine.Run(
            Everything + """
            $all | Export-Clixml all.xml; $back = @(Import-Clixml all.xml)
            # PowerShell keeps a dictionary as a hashtable, which has its names in another order.
            function Show($x) { $x | Select-Object * -ExcludeProperty Data | ConvertTo-Json -Depth 9 -Compress; "$($x.Data.Count)" }
            if ($all.Count -ne $back.Count) { throw 'lost' }
            foreach ($i in 0..($all.Count - 1)) {
                if ($back[$i].GetType() -ne $all[$i].GetType()) { throw "$($all[$i].GetType()) is $($back[$i].pstypenames)" }
                if ("$(Show $back[$i])" -ne "$(Show $all[$i])") { throw "$(Show $all[$i]) is $(Show $back[$i])" }
                if ("$($back[$i])" -ne "$($all[$i])") { throw "$($all[$i]) is $($back[$i])" }
            }
            $back.ForEach({ $_.GetType().FullName }) | Sort-Object -Unique
            """).MustSucceed().Output.Select(type => type.ToString());

        Assert.Equal(
            ["WebRun.WebRunAccountUsage", "WebRun.WebRunCost", "WebRun.WebRunCostGroup", "WebRun.WebRunEnvironment", "WebRun.WebRunEnvironmentProfile", "WebRun.WebRunEvent", "WebRun.WebRunFile", "WebRun.WebRunHealth", "WebRun.WebRunJournalEntry", "WebRun.WebRunMcpServer", "WebRun.WebRunNetworkEntry", "WebRun.WebRunSession", "WebRun.WebRunTask", "WebRun.WebRunTrigger", "WebRun.WebRunTriggerRun"],
            types);
        Assert.Equal([true, true, 4, 2L, "[]", "a.txt, b.zip"], engine.Run(
            """
            $x = Import-Clixml all.xml | Where-Object Status -eq Completed
            ($x | Select-Object -First 1).SubmittedAt.ToUniversalTime() -le [datetimeoffset]::UtcNow; $x.Files[0] -is $done.Files[0].GetType(); @(Import-Clixml all.xml | Where-Object TaskDetails -like x*).Count
            $x.Output.a[1]; ConvertTo-Json $x.Output.b[0].c -Compress; ($x | Select-Object -First 1 | ConvertTo-Csv | ConvertFrom-Csv).Files
            """).MustSucceed().Output.Select(value => value.BaseObject));
    }

    [Theory]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@($rows | Invoke-WebRunTask -PassThruInput | Add-Member -PassThru Extra 7)))")]
    [InlineData("$rows | Invoke-WebRunTask -PassThruInput | Add-Member -PassThru Extra 7 | Export-Clixml a.xml; Import-Clixml a.xml")]
    public async Task What_was_added_to_an_object_comes_back_with_it(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        var result = engine.Run(
            $$"""
            $rows = [pscustomobject]@{ Task = 'x [[duration=1ms]]'; Shop = 'first' }, [pscustomobject]@{ Task = 'y [[duration=1ms]]'; Shop = 'second' }
            {{command}} | Sort-Object TaskDetails | ForEach-Object { "$($_.GetType().Name) $($_.InputObject.Shop) $($_.Extra)" }
            """).MustSucceed();

        Assert.Equal(["WebRunTask first 7", "WebRunTask second 7"], result.Output.Select(line => line.ToString()));
    }

    [Fact]
    public async Task Task_sent_into_a_session_runs_again_in_one_like_it()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        engine.Run(
            """
            $s = New-WebRunSession -PolicyId p1 -ReachOutMode Off -Proxy FR
            $s | Send-WebRunTask 'x [[duration=1ms]]' -Wait | Invoke-WebRunTask
            $s | Send-WebRunTask 'x [[duration=1ms]]' | Wait-WebRunTask | ConvertTo-Json -Depth 4 | ConvertFrom-Json | Invoke-WebRunTask
            $s | Stop-WebRunSession
            """).MustSucceed();

        Assert.Equal(3, emulator.Recorder.Sessions.Count);
        Assert.All(emulator.Recorder.Sessions, session => Assert.Equal(("p1", "FR"), (session.PolicyId, session.Proxy?.Country)));
    }

    [Fact]
    public async Task Without_the_module_enums_are_words_and_times_can_be_cast()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        var there = engine.Run(
            Everything + """
            $xml = [System.Management.Automation.PSSerializer]::Serialize($all); Remove-Module WebRun.PowerShell
            [cultureinfo]::CurrentCulture = 'de-DE'
            $there = [System.Management.Automation.PSSerializer]::Deserialize($xml)
            [datetime] $there[0].SubmittedAt -is [datetime]; [datetimeoffset] "$($there[0].CompletedAt)" -is [datetimeoffset]; [datetime] $there[0].Network[0].Urls[0].Timestamp -is [datetime]
            $there[0].pstypenames[0]; $there.Where({ $_.Status -eq 'Completed' }).Count; $there[0].Files[1].FileName
            foreach ($item in $there) { foreach ($p in $item.psobject.Properties) { if ($p.Value -is [int] -and $p.Name -in 'Status', 'State', 'Owner', 'Kind', 'OutputType', 'ScheduleType', 'DeliveryMode', 'Client') { throw "$($p.Name) is $($p.Value)" } } }
            """).MustSucceed();

        Assert.Equal([true, true, true, "Deserialized.WebRun.WebRunTask", 4, "b.zip"], there.Output.Select(value => value.BaseObject));
    }

    [Fact]
    public async Task In_CSV_everything_is_text_for_a_person()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        var csv = engine.Run(Everything + "$all | ForEach-Object { $_ | ConvertTo-Csv }; $done.Output | ConvertTo-Csv; \"$($done.Files)\"").MustSucceed().Output.Select(line => line.ToString()).ToList();

        Assert.DoesNotContain(csv, line => line.Contains("System.", StringComparison.Ordinal) || line.Contains("<>", StringComparison.Ordinal) || line.Contains('`', StringComparison.Ordinal));
        Assert.Contains(csv, line => line.Contains("\"a.txt, b.zip\"", StringComparison.Ordinal));
        Assert.Contains("\"1, 2\",\"@{c=}\"", csv);
    }

    [Theory]
    [InlineData("Export-Clixml a; Import-Clixml a")]
    [InlineData("ConvertTo-Json -Depth 5 | ConvertFrom-Json")]
    [InlineData("ConvertTo-Json -Depth 5 -EnumsAsStrings | ConvertFrom-Json")]
    [InlineData("Export-Csv a; Import-Csv a")]
    public async Task Commands_take_what_comes_back(string trip)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        engine.Run($"$s = New-WebRunSession -KeepAlive; $t = $s | Send-WebRunTask 'x [[duration=1ms; cost=0.0124; files=a.txt]]' -Wait; $s2 = New-WebRunSession -KeepAlive; $run = $s2 | Send-WebRunTask 'y [[duration=1h; hold=0s]]'").MustSucceed();
        engine.Run($"$run = $($run | {trip}); $session = $($s | {trip}); $back = $($t | {trip})").MustSucceed();

        Assert.Equal(["Completed", "Completed"], engine.Run("$back | Get-WebRunTask; $back | Wait-WebRunTask").MustSucceed().Output.Select(task => task.Properties["Status"].Value.ToString()));
        var cost = engine.Run("$back, $run | Measure-WebRunCost").MustSucceed();
        Assert.Equal(("2", "1", "1", "0.0124", "1"), (cost["Count"], cost["Completed"], cost["Unfinished"], cost["Cost"], cost["WithoutCost"]));
        Assert.NotEqual(("00:00:00", "0"), (cost["CompletionTime"], cost["TotalTokens"]));
        Assert.Equal("Stopped", engine.Run("$run | Stop-WebRunTask -PassThru").MustSucceed()["Status"]);
        engine.Run("$session | Stop-WebRunSession; $run | Stop-WebRunSession").MustSucceed();
        Assert.Equal(0, emulator.Recorder.OpenSessions);
        Assert.Equal("a.txt", engine.Run("$back | Save-WebRunFile -PassThru").MustSucceed()["Name"]);
        Assert.Equal("a.txt", engine.Run($"$($t.Files | {trip}) | Save-WebRunFile -PassThru -Force").MustSucceed()["Name"]);
    }

    [Theory]
    [InlineData("<S N=\"Status\">Completed</S>", "<S N=\"Status\">Postponed</S>")]
    [InlineData("<Obj N=\"Usage\" ", "<S N=\"Usage\">cut off</S><Obj N=\"Other\" ")]
    public async Task What_this_version_cannot_read_keeps_what_it_had(string kept, string other)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        engine.Run("$t = Invoke-WebRunTask 'x [[duration=1ms]]'; $xml = [System.Management.Automation.PSSerializer]::Serialize($t)").MustSucceed();
        engine.Run("$xml = $xml -replace '<Obj N=\"Status\"[\\s\\S]*?<S>Completed</S>\\s*</Obj>', '<S N=\"Status\">Completed</S>'").MustSucceed();

        var back = engine.Run($"$new = $xml.Replace('{kept}', '{other}'); if ($new -eq $xml) {{ throw $xml }}; [System.Management.Automation.PSSerializer]::Deserialize($new)").MustSucceed();

        Assert.Equal("Deserialized.WebRun.WebRunTask", back.Single.TypeNames[0]);
        Assert.Equal(engine.Run("$t").MustSucceed()["TaskId"], back["TaskId"]);
    }

    [Fact]
    public void Every_type_that_is_emitted_comes_back_and_every_enum_is_a_word()
    {
        using var engine = new Engine();
        var types = XDocument.Load(Path.Combine(Path.GetDirectoryName(Engine.Manifest)!, "WebRun.PowerShell.Types.ps1xml")).Descendants("Type").ToLookup(type => type.Element("Name")!.Value, type => type.ToString());
        var emitted = engine.Run("(Get-Command -Module WebRun.PowerShell).OutputType.Type | Where-Object FullName -like WebRun.* | Where-Object Name -ne WebRunContext | Sort-Object FullName -Unique").MustSucceed().Output.Select(type => (Type)type.BaseObject).ToList();

        Assert.All(emitted, type => Assert.Contains("TargetTypeForDeserialization", Assert.Single(types["Deserialized." + type.FullName]), StringComparison.Ordinal));
        Assert.All(
            emitted[^1].Assembly.GetExportedTypes().Where(type => type.IsEnum),
            type => Assert.Contains("SerializationMethod", Assert.Single(types[type.FullName!]), StringComparison.Ordinal));
        Assert.All(
            from type in emitted
            from property in type.GetProperties()
            where (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(DateTimeOffset)
            select (property.DeclaringType!.FullName, property.Name),
            time => Assert.Contains($"<Name>{time.Name}</Name>", Assert.Single(types[time.FullName!]), StringComparison.Ordinal));
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, DefaultTaskDuration = TimeSpan.FromMilliseconds(1) });

    private Engine Here(WebRunEmulator emulator)
    {
        var engine = new Engine(emulator);
        engine.Run($"Set-Location -LiteralPath '{_folder}'").MustSucceed();
        return engine;
    }
}

using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Shell;

namespace WebRun.PowerShell.Tests;

/// <summary>What an agent reads on a hostile page reaches the terminal as text only, whichever way it is shown.</summary>
public sealed partial class HostileTextTests
{
    /// <summary>Shows texts from outside in every view and stream; each block on its own, so that an error of one does not hide another.</summary>
    private const string Script =
        """
        $all = -join [char[]] (@(1..0x1F) + @(0x7F..0x9F) + 0x61C, 0x200E, 0x200F, 0x2028, 0x2029 + @(0x202A..0x202E) + @(0x2066..0x2069))
        $h = "a`e[35;1;7mEVIL`e]52;c;RVZJTA==`a`u{9b}2J`u{9d}0;EVIL`u{9c}" + $all + 'z'
        $json = ConvertTo-Json $h
        $done = Invoke-WebRunTask "$h [[duration=1ms; result=$json; files=$(ConvertTo-Json -Compress @(, @{ name = $h }))]]"
        $done
        $done | Format-List
        $done | Format-Wide
        $done.Files
        $done.Files | Format-List
        "$done"
        foreach ($ErrorView in 'ConciseView', 'NormalView', 'DetailedView') {
            Invoke-WebRunTask "$h [[duration=1ms; fail=PAGE_CRASH; error=$json]]"
        }
        $ErrorView = 'ConciseView'
        $asks = Invoke-WebRunTask "$h [[duration=1ms; guardrail=$json]]"
        $asks
        $asks | Format-List
        $asks | Stop-WebRunTask -WhatIf
        $asks | Stop-WebRunSession -Verbose
        $null = Invoke-WebRunTask "$h [[duration=1500ms; events=8; result=$json]]" -Live
        $null = Invoke-WebRunTask "$h [[duration=1500ms; events=8; result=$json]]" -Verbose -Debug -Confirm:$false
        $s = New-WebRunSession "$h [[duration=300ms; events=8; result=$json]]" -TerminateOnCompletion
        $s
        $s | Format-List
        $events = @($s | Watch-WebRunSession)
        $events
        $events | Format-List
        Invoke-WebRunTask $h -WhatIf
        $e = New-WebRunEnvironment "name $h" -Description $h
        $e, (Get-WebRunEnvironment) | Format-Table
        $e | Format-List
        $t = $e | New-WebRunTrigger -Name "name $h" -TaskDetails $h -Every 2h -WhatIf:$false
        $t
        $t | Format-List
        $t | Remove-WebRunTrigger -WhatIf
        $e | Remove-WebRunEnvironment -Confirm:$false -Verbose
        $job = Invoke-WebRunTask "$h [[duration=1ms; fail=PAGE_CRASH; error=$json]]" -AsJob -Verbose
        $job | Receive-Job -Wait
        $h | Invoke-WebRunTask -JournalPath ./hostile.jsonl -JournalKey { $h } -ErrorAction SilentlyContinue | Out-Null
        Get-WebRunJournal ./hostile.jsonl
        Get-WebRunJournal ./hostile.jsonl | Format-List
        'the end'
        """;

    [Fact]
    public async Task Nothing_that_a_terminal_obeys_reaches_it()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        using var folder = new TemporaryFolder();
        using var terminal = await Terminal.StartAsync("sh");
        var (file, screen) = (Path.Combine(folder.Path, "hostile.ps1"), Path.Combine(folder.Path, "screen"));
        await File.WriteAllTextAsync(file, $"Set-Location '{folder.Path}'\nImport-Module '{Engine.Manifest}'\nConnect-WebRun {Engine.Key} -BaseUri {emulator.BaseUri}\n{Script}\nSet-Content done yes", TestContext.Current.CancellationToken);
        await terminal.RecordAsync(screen);

        await terminal.TypeAsync($"WEBRUN_STATE_PATH='{folder.Path}' '{PinnedPowerShell.StartInfo().FileName}' '{PinnedPowerShell.Path}' -NoProfile -File '{file}'", "Enter");
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(folder.Path, "done")) && File.ReadAllText(screen).Contains("the end", StringComparison.Ordinal));

        var shown = await File.ReadAllTextAsync(screen, TestContext.Current.CancellationToken);
        Assert.True(shown.Split("EVIL").Length > 40, shown);
        Assert.DoesNotContain("\e[35;1;7m", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("\e]52", shown, StringComparison.Ordinal);
        var rest = OfTheShell().Replace(shown, "");
        var bad = rest.Select((c, at) => (c, at)).Where(x => IsObeyed(x.c)).ToList();
        Assert.True(bad.Count == 0, string.Join("\n", bad.Take(10).Select(x => $"U+{(int)x.c:X4} after: {rest[Math.Max(0, x.at - 120)..x.at]}")));
    }

    private static bool IsObeyed(char c) =>
        (char.IsControl(c) && c is not ('\r' or '\n')) || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>Colours, the progress bar and the title, as PowerShell itself writes them.</summary>
    [GeneratedRegex("\e\\[[0-9;?]*[A-Za-z]|\e[=>]|\e\\]0;[^\a]*\a", RegexOptions.None, 5000)]
    private static partial Regex OfTheShell();
}

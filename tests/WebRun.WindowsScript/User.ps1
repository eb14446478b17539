<#
.SYNOPSIS
    What a Windows user does with the module, from the import to a batch that is killed again and again. Throws if anything of it is not as it should be.
#>
param(
    # The manifest of the module.
    [string] $Module,

    # How often the batch is killed.
    [int] $Kills = 50
)

$ErrorActionPreference = 'Stop'
$program = [System.Environment]::ProcessPath
$folder = [System.IO.Directory]::CreateTempSubdirectory('webrun user ').FullName
$env:WEBRUN_STATE_PATH = "$folder/state"
$env:WEBRUN_API_KEY = 'enig_' + 'windowsuser' * 3
$script:failed = @()
$script:passed = 0

function New-Emulator($Options) {
    $emulator = [WebRun.Emulator.WebRunEmulator]::StartAsync([WebRun.Emulator.EmulatorOptions] $Options).GetAwaiter().GetResult()
    $env:WEBRUN_BASE_URL = $emulator.BaseUri.AbsoluteUri
    $emulator
}

function Assert-Equal($Expected, $Actual, $What = 'The value') {
    if ("$Expected" -cne "$Actual") {
        throw "$What is '$Actual', not '$Expected'."
    }
}

# Nothing is timed: the processor is shared, and slow in Wine.
function Wait-Until([scriptblock] $Holds) {
    for ($i = 0; -not (& $Holds); $i++) {
        if ($i -ge 1200) {
            throw "It did not come true: $Holds"
        }

        Start-Sleep -Milliseconds 50
    }
}

function It($What, [scriptblock] $Test) {
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    try {
        & $Test
        $script:passed++
        "passed $What ($([int] $watch.Elapsed.TotalSeconds) s)"
    }
    catch {
        $script:failed += $What
        "FAILED $What`: $_`n$($_.ScriptStackTrace)"
    }
}

function Start-Batch($Name, $Rows, $Journal) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    "$PSScriptRoot/Batch.ps1", $Module, "$Journal", $Name, $Rows | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardOutput = $true
    [System.Diagnostics.Process]::Start($start)
}

$emulator = New-Emulator @{ RateLimit = 0; SessionLimit = 0; Balance = 1000 }

It 'The module is imported' {
    Import-Module $Module
    Assert-Equal $true ((Get-Command -Module WebRun.PowerShell).Count -ge 38)

    # The client lives in a context of its own, where it finds what it needs.
    Assert-Equal 0 @([System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object { $_.GetName().Name -eq 'WebRun.Client' }).Count
}

It 'A task runs to its end' {
    $task = Invoke-WebRunTask 'What is it? [[duration=1ms; result=42]]'
    Assert-Equal 'Completed 42' "$($task.Status) $($task.Message)"
}

It 'Select-Object -First 1 ends what nobody waits for' {
    $first = 'a [[duration=1ms]]', 'b [[duration=10m]]', 'c [[duration=10m]]' | Invoke-WebRunTask | Select-Object -First 1
    Assert-Equal 'Completed' $first.Status
    Wait-Until { $emulator.Recorder.OpenSessions -eq 0 }
}

It 'A job that is stopped ends its tasks' {
    $job = 'a [[duration=10m]]', 'b [[duration=10m]]' | Invoke-WebRunTask -AsJob
    Wait-Until { $emulator.Recorder.OpenSessions -eq 2 }
    $job | Stop-Job
    Assert-Equal 'Stopped' $job.State
    Wait-Until { $emulator.Recorder.OpenSessions -eq 0 }
    $job | Remove-Job
}

It 'A session is in the ledger until it ends' {
    $session = New-WebRunSession
    Assert-Equal $session.SessionId (Get-WebRunSession).SessionId
    $task = $session | Send-WebRunTask 'x [[duration=1ms]]' -Wait
    Assert-Equal 'Completed' $task.Status
    $session | Stop-WebRunSession
    Assert-Equal 0 @(Get-WebRunSession).Count 'The number of sessions'
}

It 'Files come under names that Windows takes, and only into their folder' {
    $names = 'CON.pdf', 'aux', 'a:b.txt', 'x<y>|?*".csv', '..\..\up.txt', 'C:\Windows\evil.dll', '\\server\share\x.txt', 'trailing. ', "line`nbreak.txt", 'nul.tar.gz', ('long' * 80 + '.txt')
    $files = ConvertTo-Json -Compress @($names | ForEach-Object { @{ name = $_; size = '1KB' } })
    $target = New-Item -ItemType Directory "$folder/files"
    Invoke-WebRunTask "x [[duration=1ms; files=$files]]" | Save-WebRunFile -Destination $target
    Assert-Equal $names.Count @(Get-ChildItem $target).Count 'The number of files in the folder'
    foreach ($file in Get-ChildItem $target) {
        Assert-Equal 1024 $file.Length $file.Name
    }
}

It 'A batch goes on with its journal, which nobody else may use meanwhile' {
    $journal = "$folder/rows.jsonl"
    $rows = 1..5 | ForEach-Object { "row $_ [[duration=1ms]]" }
    Assert-Equal 5 @($rows | Invoke-WebRunTask -JournalPath $journal).Count
    $started = $emulator.Recorder.StartedTasks
    $again = $rows + 'row 6 [[duration=1ms]]' | Invoke-WebRunTask -JournalPath $journal -WarningAction SilentlyContinue
    Assert-Equal 5 @($again | Where-Object FromJournal).Count 'The number from the journal'
    Assert-Equal ($started + 1) $emulator.Recorder.StartedTasks 'The number of started tasks'
    $other = [System.IO.File]::Open($journal, 'Open', 'ReadWrite', 'None')
    $refusal = $(try { 'a' | Invoke-WebRunTask -JournalPath $journal } catch { $_ })
    $other.Dispose()
    Assert-Equal 'FileUnavailable' $refusal.FullyQualifiedErrorId.Split(',')[0]
    Assert-Equal 6 @(Get-WebRunJournal $journal).Count 'The number of rows'
}

It 'The MCP server is added to a file of VS Code, and taken out again' {
    $path = "$folder/mcp.json"
    $before = "{`r`n  // mine`r`n  `"servers`": {}`r`n}`r`n"
    [System.IO.File]::WriteAllText($path, $before)
    Register-WebRunMcpServer -Path $path
    Assert-Equal $true (Get-Content $path -Raw).Contains('webrun')
    Assert-Equal $true (Get-Content $path -Raw).Contains('// mine')
    Unregister-WebRunMcpServer -Path $path
    Assert-Equal $before ([System.IO.File]::ReadAllText($path)) 'The file'
}

It 'A batch that is killed again and again pays for nothing twice' {
    $journal = "$folder/killed.jsonl"
    $rows = 7 * $Kills
    $completed = [System.Collections.Generic.HashSet[string]]::new()
    $chance = [System.Random]::new(7)
    for ($kill = 1; $kill -le $Kills; $kill++) {
        $batch = Start-Batch killed $rows $journal
        $output = $batch.StandardOutput.ReadToEndAsync()
        $started = $emulator.Recorder.StartedTasks
        Wait-Until { $batch.HasExited -or $emulator.Recorder.StartedTasks -ge $started + 3 }
        Start-Sleep -Milliseconds $chance.Next(40)
        $batch.Kill()
        $output.GetAwaiter().GetResult() -split '\r?\n' -match '^completed .*\]$' | ForEach-Object { $null = $completed.Add($_) }
        $batch.Dispose()
    }

    $last = Start-Batch killed $rows $journal
    $lines = $last.StandardOutput.ReadToEnd() -split '\r?\n' -ne ''
    $last.WaitForExit()
    Assert-Equal $rows @($lines -match '^(completed|OutcomeUnknown) ').Count 'The number of rows'
    Assert-Equal 0 @($completed | Where-Object { $_ -notin $lines }).Count 'The number of results that are lost'
    Assert-Equal 0 @($emulator.Recorder.Tasks | Group-Object TaskDetails | Where-Object { $_.Name -like 'killed *' -and $_.Count -gt 1 }).Count 'The number of rows that ran twice'

    # One whose process was killed before the service had named it has no id: the service ends it when it has idled for 5 minutes, and the note says so.
    $unnamed = @(Get-WebRunSession -OwnerDead | Where-Object SessionId -EQ $null).Count
    Get-WebRunSession -OwnerDead | Where-Object SessionId | Stop-WebRunSession -WarningAction SilentlyContinue
    Wait-Until { $emulator.Recorder.OpenSessions -le $unnamed }
    "  $rows rows, $Kills kills: $(@($lines -match '^completed ').Count) completed, $(@($lines -match '^Outcome').Count) unknown"
}

It 'Two processes keep to one rate limit' {
    $limited = New-Emulator @{ RateLimit = 10; RateWindow = [timespan]::FromSeconds(4); SessionLimit = 0; Balance = 1000 }
    $batches = 'one', 'two' | ForEach-Object { Start-Batch $_ 12 '' }
    $lines = $batches | ForEach-Object { $_.StandardOutput.ReadToEnd() -split '\r?\n' -ne '' }
    $batches | ForEach-Object { $_.WaitForExit() }
    Assert-Equal 24 @($lines -match '^completed ').Count 'The number of completed tasks'
    Assert-Equal 0 @($limited.Recorder.Requests | Where-Object Status -EQ 429).Count 'The number of requests over the limit'
}

$emulator.DisposeAsync().AsTask().Wait()
"$script:passed passed, $($script:failed.Count) failed"
if ($script:failed) {
    throw "Failed: $($script:failed -join '; ')"
}

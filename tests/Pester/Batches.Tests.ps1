# Many tasks at once: out of a pipeline, in jobs, in runspaces, and on from a journal.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $emulator = Start-Emulator

    # What jobs, runspaces and processes have their key from.
    $env:WEBRUN_API_KEY, $env:WEBRUN_BASE_URL = $emulator.Key, $emulator.BaseUri
}

AfterAll {
    Remove-Item Env:WEBRUN_API_KEY, Env:WEBRUN_BASE_URL
    Stop-Emulator
}

Describe 'A batch' {
    BeforeEach {
        Reset-Emulator
    }

    It 'gives each row its result' {
        $rows = 1..8 | ForEach-Object { [pscustomobject]@{ Id = $_; TaskDetails = "row $_ [[result=$($_ * 10)]]" } }

        $results = $rows | Invoke-WebRunTask -PassThruInput

        $results | Should -HaveCount 8
        $results | ForEach-Object { [int] $_.Message | Should -Be ($_.InputObject.Id * 10) }
    }

    It 'keeps the order of its input with -ThrottleLimit 1' {
        ('a [[duration=200ms]]', 'b', 'c' | Invoke-WebRunTask -ThrottleLimit 1).TaskDetails | Should -Be 'a [[duration=200ms]]', 'b', 'c'
    }

    It 'gives a file to all tasks, and uploads it once' {
        Set-Content $TestDrive/form.txt content

        ('a', 'b' | Invoke-WebRunTask -File $TestDrive/form.txt).Status | Should -Be Completed, Completed
        @((Get-Book).uploads) | Should -HaveCount 1
    }

    It 'is ended when Select-Object has enough' {
        $first = & { 'quick'; 1..20 | ForEach-Object { "slow $_ [[duration=5m]]" } } | Invoke-WebRunTask -ThrottleLimit 3 | Select-Object -First 1

        $first.TaskDetails | Should -Be quick
        Wait-Until { (Get-Book).openSessions -eq 0 }
    }

    It 'goes on from its journal, and pays for nothing twice' {
        $batch = { 'a', 'b', 'c' | Invoke-WebRunTask -JournalPath $TestDrive/batch.jsonl }

        $first, $second = (& $batch), (& $batch)

        $second.TaskId | Sort-Object | Should -Be ($first.TaskId | Sort-Object)
        (Get-Book).startedTasks | Should -Be 3
    }

    It 'warns that a finished journal starts nothing, and begins anew with -NewRun' {
        $batch = { param($More) 'a', 'b' | Invoke-WebRunTask -JournalPath $TestDrive/nightly.jsonl -JournalKey { "row $_" } @More -WarningVariable warned -WarningAction SilentlyContinue; $warned }
        $null = & $batch @{}

        $again = & $batch @{}
        $again.FromJournal | Should -Be $true, $true
        "$($again[-1])" | Should -BeLike '2 results come from the journal*nothing is started for these rows*'
        (& $batch @{ NewRun = $true }).FromJournal | Should -Be $false, $false
        (Get-WebRunJournal $TestDrive/nightly*.jsonl).Key | Sort-Object | Should -Be 'row a', 'row a', 'row b', 'row b'
        (Get-Book).startedTasks | Should -Be 4
    }

    It 'is a job that Receive-Job waits for and removes' {
        $results = 'a', 'b [[fail=PAGE_CRASH]]', 'c' | Invoke-WebRunTask -AsJob | Receive-Job -Wait -AutoRemoveJob -ErrorVariable failed -ErrorAction SilentlyContinue

        $results.TaskDetails | Sort-Object | Should -Be 'a', 'c'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'TaskFailed,*'
        Get-Job | Should -BeNullOrEmpty
    }
}

Describe 'A task of' {
    It '<Kind> keeps its meaning' -ForEach @(
        @{ Kind = 'another process'; Run = { Start-Job { Invoke-WebRunTask 'x [[cost=1]]' } | Receive-Job -Wait -AutoRemoveJob } }
        @{ Kind = 'a thread job'; Needs = 'Start-ThreadJob'; Run = { Start-ThreadJob { Invoke-WebRunTask 'x [[cost=1]]' } | Receive-Job -Wait -AutoRemoveJob } }
        @{ Kind = 'a parallel runspace'; Needs = 'Join-String'; Run = { 1 | ForEach-Object -Parallel { Invoke-WebRunTask 'x [[cost=1]]' } } }
    ) {
        if ($Needs -and -not (Get-Command $Needs -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'this PowerShell has no such thing'
        }

        & $Run | Export-Clixml $TestDrive/task.xml

        $cost = Import-Clixml $TestDrive/task.xml | Measure-WebRunCost
        $cost.Completed, $cost.Cost | Should -Be 1, 1
        "$((Import-Clixml $TestDrive/task.xml | Get-WebRunTask).Status)" | Should -Be Completed
    }
}

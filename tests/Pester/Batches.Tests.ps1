# Many tasks at once, with the jobs, runspaces and files of a real shell.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $manifest = Get-TestModule
    Import-Module $manifest -Force
    $emulator = Start-TestEmulator -Option '--session-limit', '0', '--task-duration', '10ms', '--inline-window', '200ms'
    Connect-WebRun 'enig_0123456789abcdefghijklmnopqrst' -BaseUri $emulator.BaseUri
}

AfterAll {
    Stop-TestEmulator $emulator
}

Describe 'Batches in a real shell' {
    BeforeEach {
        $null = Invoke-RestMethod "$($emulator.BaseUri)/emulator/reset" -Method Post
    }

    It 'gives each row its result' {
        1..8 | ForEach-Object { [pscustomobject]@{ Id = $_; TaskDetails = "row $_ [[result=$($_ * 10)]]" } } | Export-Csv $TestDrive/rows.csv

        Import-Csv $TestDrive/rows.csv |
            Invoke-WebRunTask -PassThruInput |
            Select-Object @{ Name = 'Id'; Expression = { $_.InputObject.Id } }, Message |
            Export-Csv $TestDrive/results.csv

        Import-Csv $TestDrive/results.csv | Should -HaveCount 8
        Import-Csv $TestDrive/results.csv | ForEach-Object { [int] $_.Message | Should -Be ([int] $_.Id * 10) }
    }

    It 'ends the rest when Select-Object has enough' {
        $first = & { 'quick'; 1..20 | ForEach-Object { "slow $_ [[duration=5m]]" } } | Invoke-WebRunTask -ThrottleLimit 3 | Select-Object -First 1

        $first.TaskDetails | Should -Be 'quick'
        $until = (Get-Date).AddMinutes(1)
        while (($open = (Invoke-RestMethod "$($emulator.BaseUri)/emulator/books").openSessions) -and (Get-Date) -lt $until) { Start-Sleep -Milliseconds 100 }
        $open | Should -Be 0
    }

    It 'is a job that Receive-Job waits for and removes' {
        $results = 'a', 'b [[fail=PAGE_CRASH]]', 'c' | Invoke-WebRunTask -AsJob | Receive-Job -Wait -AutoRemoveJob -ErrorVariable failed -ErrorAction SilentlyContinue

        $results.TaskDetails | Sort-Object | Should -Be 'a', 'c'
        $failed[0].FullyQualifiedErrorId | Should -Be 'TaskFailed,WebRun.PowerShell.InvokeWebRunTaskCommand'
        Get-Job | Should -BeNullOrEmpty
    }

    It 'keeps the meaning of tasks through thread jobs, parallel runspaces and Clixml' -Skip:($PSVersionTable.PSVersion.Major -lt 7) {
        $env:WEBRUN_API_KEY, $env:WEBRUN_BASE_URL = 'enig_0123456789abcdefghijklmnopqrst', $emulator.BaseUri
        try {
            $threadJob = { Import-Module $using:manifest; Invoke-WebRunTask 'one [[cost=1]]' }
            $job = if (Get-Command Start-ThreadJob -ErrorAction Ignore) { Start-ThreadJob $threadJob } else { 1 | ForEach-Object -Parallel $threadJob -AsJob }
            $one = $job | Receive-Job -Wait -AutoRemoveJob
            $two = 2, 3 | ForEach-Object -Parallel { Import-Module $using:manifest; Invoke-WebRunTask "$_ [[cost=1]]" }
            $three = Start-Job { Import-Module $using:manifest; Invoke-WebRunTask 'four [[cost=1]]' } | Receive-Job -Wait -AutoRemoveJob
            $one, $two, $three | ForEach-Object { $_ } | Export-Clixml $TestDrive/tasks.xml

            $cost = Import-Clixml $TestDrive/tasks.xml | Measure-WebRunCost

            $cost.Count, $cost.Completed, $cost.Cost | Should -Be 4, 4, 4
            (Import-Clixml $TestDrive/tasks.xml | Get-WebRunTask).Status | ForEach-Object { "$_" } | Should -Be 'Completed', 'Completed', 'Completed', 'Completed'
        }
        finally {
            Remove-Item Env:WEBRUN_API_KEY, Env:WEBRUN_BASE_URL
        }
    }

    It 'goes on from its journal' {
        $batch = { 'a', 'b', 'c' | Invoke-WebRunTask -JournalPath $TestDrive/batch.jsonl }

        $first, $second = (& $batch), (& $batch)

        $second.TaskId | Sort-Object | Should -Be ($first.TaskId | Sort-Object)
        (Invoke-RestMethod "$($emulator.BaseUri)/emulator/books").tasks | Should -HaveCount 3
    }
}

# What unattended scripts rely on: errors to branch on, and no session that is left open.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $emulator = Start-Emulator
}

AfterAll {
    Stop-Emulator
}

Describe 'In a script' {
    BeforeEach {
        Reset-Emulator
    }

    It 'a finally ends the session' {
        $session = New-WebRunSession -StartingPoint https://amazon.com
        try {
            $search = $session | Send-WebRunTask 'Search [[result=found]]' -Wait
            $first = $session | Send-WebRunTask 'Open the first result [[result=$42]]' -Wait
        }
        finally {
            $session | Stop-WebRunSession
        }

        $search.Message, $first.Message | Should -Be 'found', '$42'
        (Get-Book).openSessions | Should -Be 0
    }

    It 'a failed task is an error with the task and its cost' {
        $task = Invoke-WebRunTask 'x [[fail=PAGE_CRASH; cost=0.5]]' -ErrorAction SilentlyContinue -ErrorVariable failed

        $task | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Be 'TaskFailed,WebRun.PowerShell.InvokeWebRunTaskCommand'
        $failed.TargetObject.Error.Code | Should -Be PAGE_CRASH
        $failed.TargetObject.Cost | Should -Be 0.5
    }

    It 'try and catch branch on the id of an error' {
        $what = try {
            Invoke-WebRunTask 'Find it [[duration=1m]]' -Timeout 1s -ErrorAction Stop
        }
        catch {
            if ($_.FullyQualifiedErrorId -like 'TaskTimeout,*') { "too slow: $($_.TargetObject.TaskDetails)" } else { throw }
        }

        $what | Should -BeLike 'too slow: Find it *'
        Wait-Until { (Get-Book).openSessions -eq 0 }
    }

    It '-ErrorAction Stop ends a batch at its first failure' {
        { 'a [[fail=PAGE_CRASH]]', 'b' | Invoke-WebRunTask -ThrottleLimit 1 -ErrorAction Stop } | Should -Throw -ErrorId 'TaskFailed,*'

        (Get-Book).startedTasks | Should -Be 1
    }

    It 'a lost answer is an error of its own, and the task does not run twice' {
        $fault = '{"kind":"statusAfter","pathPrefix":"/start/","status":502}'
        $null = Invoke-RestMethod "$($emulator.BaseUri)/emulator/faults" -Method Post -ContentType application/json -Body $fault

        Invoke-WebRunTask 'Order a keyboard' -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed[0].FullyQualifiedErrorId | Should -BeLike 'OutcomeUnknown,*'
        (Get-Book).startedTasks | Should -BeLessOrEqual 1
    }

    It 'a task that asks is answered by a script block, or comes out with a warning' {
        $answered = Invoke-WebRunTask 'Log in [[guardrail=the code; result=in]]' -OnGuardrail { "the answer to $($_.Guardrail.Value)" }
        $waiting = New-WebRunSession | Send-WebRunTask 'Log in [[guardrail=the code]]' -Wait -WarningVariable warnings -WarningAction SilentlyContinue

        $answered.Message | Should -Be in
        $waiting.Status | Should -Be WaitingForInput
        $warnings | Should -Match 'Resume-WebRunTask'
    }

    It 'the end of the process ends the sessions that the script has left open' {
        Invoke-Shell "Import-Module WebRun.PowerShell; Connect-WebRun '$($emulator.Key)' -BaseUri '$($emulator.BaseUri)'; `$session = New-WebRunSession; exit 3"

        $LASTEXITCODE | Should -Be 3
        (Get-Book).sessions | Should -HaveCount 1
        Wait-Until { (Get-Book).openSessions -eq 0 }
    }
}

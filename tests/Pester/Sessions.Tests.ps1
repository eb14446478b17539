# Sessions that stay open for several tasks, and cost money until they are stopped.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $emulator = Start-Emulator
}

AfterAll {
    Stop-Emulator
}

Describe 'A session' {
    BeforeEach {
        Reset-Emulator
    }

    It 'is left open by Select-Object -First, because it is the user''s to stop' {
        $session = New-WebRunSession | Select-Object -First 1
        (Get-Book).openSessions | Should -Be 1

        $session | Stop-WebRunSession
        (Get-Book).openSessions | Should -Be 0
    }

    It 'is listed while it is open, and ended by name' {
        $one, $two = (New-WebRunSession), (New-WebRunSession -StartingPoint https://a.example)
        (Get-WebRunSession | Where-Object SessionId -In $one.SessionId, $two.SessionId).State | Should -Be Active, Active

        Stop-WebRunSession $one
        (Get-WebRunSession).SessionId | Should -Not -Contain $one.SessionId
        (Get-WebRunSession).SessionId | Should -Contain $two.SessionId
    }

    It 'runs tasks one after the other, which can be looked at again' {
        $session = New-WebRunSession
        $sent = $session | Send-WebRunTask 'x [[duration=300ms; result=found]]'

        $done = $sent | Wait-WebRunTask

        $done.Message | Should -Be found
        ($sent | Get-WebRunTask).Status | Should -Be Completed
        ($session | Send-WebRunTask 'y' -Wait).SessionId | Should -Be $session.SessionId
    }

    It 'tells what happens in it as objects' {
        $events = New-WebRunSession 'look around [[duration=500ms]]' -TerminateOnCompletion | Watch-WebRunSession

        $events[-1].Kind | Should -Be SessionEnded
        $events | Where-Object Kind -EQ Completed | Should -HaveCount 1
        $events | Out-String -Width 160 | Should -Match '\d\d:\d\d:\d\d\.\d{3} .*SessionEnded.* terminateOnCompletion'
    }

    It 'has a task that stops when it is told to' {
        $task = New-WebRunSession | Send-WebRunTask 'x [[duration=5m]]'

        $task | Stop-WebRunTask

        ($task | Wait-WebRunTask -ErrorAction SilentlyContinue).Status | Should -Not -Be Completed
        (Get-Book).openSessions | Should -Be 1
    }
}

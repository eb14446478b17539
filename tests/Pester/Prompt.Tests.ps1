# What a person types and sees in a real shell: views, colours, and other cmdlets with our objects.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    Import-Module "$root/out/WebRun.PowerShell/WebRun.PowerShell.psd1" -Force
    $emulator = Start-TestEmulator
    Connect-WebRun 'enig_0123456789abcdefghijklmnopqrst' -BaseUri $emulator.BaseUri
    $task = Invoke-WebRunTask 'Find it [[duration=1ms; result=42; cost=0.0124]]'
    $rendering = $PSStyle.OutputRendering
}

AfterAll {
    Stop-TestEmulator $emulator
}

Describe 'The prompt of a real shell' {
    AfterEach {
        $PSStyle.OutputRendering = $rendering
    }

    It 'shows a status in the styles of the user, and plainly where nothing is to be coloured' {
        $failed = { Invoke-WebRunTask 'x [[duration=1ms; fail=PAGE_CRASH]]' -ErrorAction SilentlyContinue -ErrorVariable why; $why.TargetObject }.Invoke()
        $PSStyle.OutputRendering = 'Ansi'
        $coloured = $task, $failed | Format-Table | Out-String -Width 160
        $PSStyle.OutputRendering = 'PlainText'
        $plain = $task, $failed | Format-Table | Out-String -Width 160

        $coloured | Should -Match "$([regex]::Escape($PSStyle.Foreground.Green))Completed"
        $coloured | Should -Match "$([regex]::Escape($PSStyle.Formatting.Error))Failed"
        $plain | Should -Match '(?m)^Completed\s+\$0\.0124'
        $plain | Should -Match '(?m)^Failed'
    }

    It 'shows a wide list of <Command>' -ForEach @(
        @{ Command = '$task'; Pattern = 'Find it' }
        @{ Command = 'Get-WebRunContext'; Pattern = 'http://127' }
        @{ Command = 'Test-WebRunService'; Pattern = 'healthy' }
        @{ Command = '$task | Measure-WebRunCost'; Pattern = '\$0\.0124' }
        @{ Command = 'New-WebRunEnvironment shop'; Pattern = 'shop' }
    ) {
        [scriptblock]::Create($Command).Invoke() | Format-Wide | Out-String | Should -Match $Pattern
    }

    It 'keeps the texts of its views out of what other cmdlets make of an object' {
        ($task | Select-Object *).psobject.Properties.Name | Should -Be $task.psobject.Properties.Name
        ($task | ConvertTo-Csv)[0] | Should -Not -Match 'View|Style'
        $task | ConvertTo-Json | Should -Not -Match 'View|Style'
    }

    It 'goes through JSON and back into a command' {
        $session = New-WebRunSession
        $sent = $session | Send-WebRunTask 'x [[duration=1ms; result=late]]'

        $back = $sent | ConvertTo-Json -Depth 5 | ConvertFrom-Json
        $done = $back | Wait-WebRunTask
        $back | Stop-WebRunSession

        $done.Message | Should -Be late
        $back.Cost | Should -Be $sent.Cost
    }
}

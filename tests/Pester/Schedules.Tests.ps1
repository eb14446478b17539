# Environments, which are Chrome profiles to start from, and triggers, which are tasks on a schedule.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $emulator = Start-Emulator
}

AfterAll {
    Stop-Emulator
}

Describe 'A trigger' {
    It 'runs a task from an environment on a schedule, or now' {
        $daily = New-WebRunEnvironment shop | New-WebRunTrigger -Name daily -TaskDetails 'Tell the price [[result=42]]' -Cron '0 9 * * 1-5' -TimeZone Europe/Berlin

        $daily | Start-WebRunTrigger
        Wait-Until { $daily | Get-WebRunTriggerRun }

        $daily.Schedule | Should -Be 'cron 0 9 * * 1-5'
        @((Get-Book).triggers) | Should -HaveCount 1
    }

    It 'is changed, paused and removed' {
        $trigger = New-WebRunEnvironment shop | New-WebRunTrigger -Name hourly -TaskDetails look -Every 1h

        ($trigger | Set-WebRunTrigger -Every 2h -PassThru).Schedule | Should -Be 'every 2h'
        ($trigger | Disable-WebRunTrigger -PassThru).Status | Should -Be Paused
        ($trigger | Enable-WebRunTrigger -PassThru).Status | Should -Be Active
        $trigger | Remove-WebRunTrigger -Confirm:$false

        (Get-WebRunTrigger).Name | Should -Not -Contain hourly
    }

    It 'is a row of a table, and keeps secrets out of its list' {
        $null = New-WebRunEnvironment 'shop window' | New-WebRunTrigger -Name weekly -TaskDetails look -Every 7d -Webhook https://hooks.example/x?token=hidden

        Get-WebRunEnvironment | Out-String -Width 160 | Should -Match 'shop window'
        Get-WebRunTrigger | Format-Table | Out-String -Width 160 | Should -Match 'weekly\s.*every 7d'
        Get-WebRunTrigger | ForEach-Object { Get-WebRunTrigger -TriggerId $_.TriggerId } | Format-List | Out-String -Width 160 | Should -Match 'WebhookUrl\s*: https://hooks.example/x\s'
    }
}

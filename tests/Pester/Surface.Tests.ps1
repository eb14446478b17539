# Tasks, files, environments and triggers together with the cmdlets of a real shell.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $manifest = Get-TestModule
    Import-Module $manifest -Force
    $emulator = Start-TestEmulator
    Connect-WebRun 'enig_0123456789abcdefghijklmnopqrst' -BaseUri $emulator.BaseUri

    function Get-Book {
        Invoke-RestMethod "$($emulator.BaseUri)/emulator/books"
    }
}

AfterAll {
    Stop-TestEmulator $emulator
}

Describe 'The surface in a real shell' {
    BeforeEach {
        $null = Invoke-RestMethod "$($emulator.BaseUri)/emulator/reset" -Method Post
    }

    It 'gives objects that sort and export' {
        $target = Join-Path $TestDrive prices.csv
        $task = Invoke-WebRunTask 'Compare [[duration=1ms]]' -OutputSchema @{ offers = @(@{ seller = 'string'; price = 'number' }) }

        $sorted = $task.Output.offers | Sort-Object price -Descending
        $sorted | Export-Csv $target -NoTypeInformation

        $sorted[0].price | Should -BeGreaterOrEqual $sorted[-1].price
        (Import-Csv $target).seller | Should -Be $sorted.seller
    }

    It 'takes rows of a CSV with a file for each task' {
        $form = Join-Path $TestDrive form.txt
        'content' | Set-Content $form
        'TaskDetails,StartingPoint', 'a [[duration=1ms]],https://a.example', 'b [[duration=1ms]],' | Set-Content "$TestDrive/rows.csv"

        $tasks = Import-Csv "$TestDrive/rows.csv" | Invoke-WebRunTask -File $form

        $tasks.Status | Should -Be Completed, Completed
        @((Get-Book).uploads).Count | Should -Be 1
    }

    It 'saves files that other cmdlets go on with' {
        $saved = Invoke-WebRunTask 'x [[duration=1ms; files=a.txt,b.txt]]' | Save-WebRunFile $TestDrive/saved -PassThru

        ($saved | Get-FileHash).Count | Should -Be 2
        (Get-ChildItem $TestDrive/saved).Name | Should -Be a.txt, b.txt
    }

    It 'shows environments and triggers as tables' {
        $shop = New-WebRunEnvironment shop 'logged in'
        $daily = $shop | New-WebRunTrigger -Name daily -TaskDetails 'look [[duration=1ms]]' -Every 1d -Webhook https://hooks.example/x?token=hidden

        Get-WebRunEnvironment | Format-Table | Out-String -Width 160 | Should -Match 'shop'
        Get-WebRunTrigger | Format-Table | Out-String -Width 160 | Should -Match 'daily\s.*every 1d'
        $daily | Format-List | Out-String -Width 160 | Should -Match 'WebhookUrl\s*: https://hooks.example/x\s'
    }

    It 'completes in a shell that has used nothing of the module yet' {
        $session = New-WebRunSession 'Search for keyboards'
        $script = "Import-Module '$manifest'; `$env:WEBRUN_BASE_URL = '$($emulator.BaseUri)'; (TabExpansion2 'Stop-WebRunSession ' 19).CompletionMatches.CompletionText"

        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script | Should -Be $session.SessionId
        $session | Stop-WebRunSession
    }
}

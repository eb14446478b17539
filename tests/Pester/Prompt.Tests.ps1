# What a person types, and what the shell shows.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $emulator = Start-Emulator
}

AfterAll {
    Stop-Emulator
}

Describe 'At a prompt' {
    BeforeEach {
        Reset-Emulator
    }

    It 'a task is a row with its cost and its result' {
        Invoke-WebRunTask 'Find it [[result=42; cost=0.05]]' | Out-String -Width 100 | Should -Match 'Completed\s+\$0\.0500\s+1 ms\s+Find it .*42'
    }

    It '<Command> shows <Pattern>' -ForEach @(
        @{ Command = 'Test-WebRunService'; Pattern = 'healthy' }
        @{ Command = 'Get-WebRunContext'; Pattern = 'enig_.qrst\s+One\s+Connect-WebRun' }
        @{ Command = 'New-WebRunSession -StartingPoint https://a.example'; Pattern = 'Active.*https://a\.example' }
        @{ Command = 'Invoke-WebRunTask "x [[cost=0.5]]" | Format-List'; Pattern = 'Cost\s+: \$0\.5000' }
        @{ Command = 'Invoke-WebRunTask "x [[cost=0.5]]" | Measure-WebRunCost'; Pattern = '1\s+1\s+0\s+0\s+\$0\.5000' }
        @{ Command = 'New-WebRunEnvironment shop | Format-Wide'; Pattern = 'shop' }
    ) {
        & ([scriptblock]::Create($Command)) | Out-String -Width 160 | Should -Match $Pattern
    }

    It 'a status has the colours of the shell, or none where there are none' {
        if (-not (Test-Path Variable:PSStyle)) {
            Set-ItResult -Skipped -Because 'this PowerShell has no $PSStyle'
        }

        $rendering = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            $coloured = Invoke-WebRunTask x | Out-String
            $PSStyle.OutputRendering = 'PlainText'
            $plain = Invoke-WebRunTask x | Out-String
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }

        $coloured | Should -Match "$([regex]::Escape($PSStyle.Foreground.Green))Completed"
        $plain | Should -Match '(?m)^Completed'
    }

    It 'money is shown the same in every culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            Invoke-WebRunTask 'x [[cost=0.5]]' | Out-String | Should -Match '\$0\.5000'
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }

    It 'a session in a string is its id' {
        $session = New-WebRunSession

        "$session" | Should -Be $session.SessionId
    }

    It '-OutVariable keeps what is shown' {
        Invoke-WebRunTask 'a [[cost=1]]' -OutVariable tasks | Out-Null
        Invoke-WebRunTask 'b [[cost=2]]' -OutVariable +tasks | Out-Null

        ($tasks | Measure-WebRunCost).Cost | Should -Be 3
    }

    It '-Live shows thoughts while the task works, and emits the task alone' {
        $task = Invoke-WebRunTask 'x [[duration=300ms]]' -Live -InformationVariable shown 6> $null

        $task.Status | Should -Be Completed
        $shown | Should -Not -BeNullOrEmpty
    }

    It '-WhatIf sends nothing' {
        Invoke-WebRunTask x -WhatIf
        New-WebRunSession -WhatIf
        New-WebRunEnvironment shop -WhatIf

        (Get-Book).requests | Should -BeNullOrEmpty
    }
}

Describe 'Tab' {
    BeforeAll {
        function Get-Completion([string] $Line) {
            (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
        }
    }

    It 'completes <Line> to <Text>' -ForEach @(
        @{ Line = 'Invoke-WebRunT'; Text = 'Invoke-WebRunTask' }
        @{ Line = 'Invoke-WebRunTask x -MaxD'; Text = '-MaxDuration' }
        @{ Line = 'New-WebRunSession -ReachOutMode G'; Text = 'GuardrailOnly' }
        @{ Line = 'New-WebRunSession -Proxy Germ'; Text = 'DE' }
    ) {
        Get-Completion $Line | Should -Contain $Text
    }

    It 'offers the sessions that are open' {
        $session = New-WebRunSession

        Get-Completion 'Stop-WebRunSession ' | Should -Contain $session.SessionId
    }

    It 'offers them also in a shell that has used nothing of the module yet' {
        $session = New-WebRunSession
        $script = "Import-Module WebRun.PowerShell; `$env:WEBRUN_BASE_URL = '$($emulator.BaseUri)'; (TabExpansion2 'Stop-WebRunSession ' 19).CompletionMatches.CompletionText"

        Invoke-Shell $script | Should -Contain $session.SessionId
    }
}

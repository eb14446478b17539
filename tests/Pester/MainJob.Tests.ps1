# The main job in a real shell: what the bare engine of the xUnit tests lacks (Select-Object, Format-Table, Export-Csv and more).

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $module = Get-TestModule
    Import-Module $module -Force
    $emulator = Start-TestEmulator -Option '--inline-window 1'
    Connect-WebRun 'enig_0123456789abcdefghijklmnopqrst' -BaseUri $emulator.BaseUri

    function Get-Book {
        Invoke-RestMethod "$($emulator.BaseUri)/emulator/books"
    }
}

AfterAll {
    Stop-TestEmulator $emulator
}

Describe 'WebRun.PowerShell in a real shell' {
    BeforeEach {
        $null = Invoke-RestMethod "$($emulator.BaseUri)/emulator/reset" -Method Post
    }

    Context 'The three uses' {
        It 'is typed at a prompt' {
            $text = Invoke-WebRunTask 'Find it [[result=42; cost=0.05]]' | Out-String -Width 120

            $text | Should -Match 'Completed\s+\$0\.0500\s+500 ms\s+Find it'
            $text | Should -Match '42'
        }

        It 'runs in a script' {
            $session = New-WebRunSession -StartingPoint https://amazon.com
            try {
                $task = $session | Send-WebRunTask 'Search [[duration=1500ms; result=found]]' -Wait
            }
            finally {
                $session | Stop-WebRunSession
            }

            $task.Status | Should -Be Completed
            $task.Output | Should -Be found
            (Get-Book).openSessions | Should -Be 0
        }

        It 'is composed with other cmdlets' {
            $source = Join-Path $TestDrive shops.csv
            $target = Join-Path $TestDrive results.csv
            'TaskDetails,StartingPoint', 'a [[result=1]],https://a.example', 'b [[result=2]],' | Set-Content $source

            Import-Csv $source | Invoke-WebRunTask | Select-Object TaskDetails, Output, Cost | Export-Csv $target -NoTypeInformation

            (Import-Csv $target | Sort-Object TaskDetails).Output | Should -Be '1', '2'
        }
    }

    Context 'Structured output' {
        BeforeAll {
            class Product { [string] $Title; [decimal] $Price }
        }

        It 'goes on into a table' {
            $target = Join-Path $TestDrive prices.csv

            'a [[result={"title":"A","price":9.5}]]', 'b [[result={"title":"B","price":10}]]' |
                Invoke-WebRunTask -ThrottleLimit 1 -OutputSchema ([ordered]@{ title = 'string'; price = 'number' }) |
                Select-Object -ExpandProperty Output | Export-Csv $target -NoTypeInformation

            Get-Content $target | Should -Be '"title","price"', '"A","9.5"', '"B","10"'
        }

        It 'is rows of CSV' {
            $rows = Invoke-WebRunTask 'x [[result="Price,Title\n1,A\n2,B"]]' -OutputSchema title, price | Select-Object -ExpandProperty Output

            $rows | ConvertTo-Csv -NoTypeInformation | Should -Be '"title","price"', '"A","1"', '"B","2"'
        }

        It 'is asked for by a class' {
            (Invoke-WebRunTask 'x [[result={"Title":"A","Price":2}]]' -OutputSchema [Product]).Output.Price | Should -Be 2
        }

        It 'keeps its depth through a file' {
            $file = Join-Path $TestDrive deep.xml
            Invoke-WebRunTask 'x [[result={"a":{"b":{"c":[{"d":5}]}}}]]' -OutputSchema @{ a = @{ b = @{ c = @(@{ d = 'number' }) } } } | Export-Clixml $file

            (Import-Clixml $file).Output.a.b.c[0].d | Should -Be 5
        }
    }

    Context 'Ending early' {
        It 'Select-Object -First runs no more than it needs' {
            $task = 1..5 | ForEach-Object { "task $_" } | Invoke-WebRunTask -ThrottleLimit 1 | Select-Object -First 1

            $task.TaskDetails | Should -Be 'task 1'
            (Get-Book).startedTasks | Should -Be 1
            (Get-Book).openSessions | Should -Be 0
        }

        It 'Select-Object -First leaves the session that it took' {
            $session = New-WebRunSession | Select-Object -First 1

            (Get-Book).openSessions | Should -Be 1
            $session | Stop-WebRunSession
            (Get-Book).openSessions | Should -Be 0
        }

        It 'SIG<Signal> ends the session of the running task with the process' -ForEach @(@{ Signal = 'TERM' }, @{ Signal = 'INT' }) -Skip:(-not $IsLinux) {
            $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
            $start.Environment['WEBRUN_API_KEY'] = 'enig_0123456789abcdefghijklmnopqrst'
            $start.Environment['WEBRUN_BASE_URL'] = $emulator.BaseUri
            $start.RedirectStandardError = $true
            $start.Arguments = "-NoProfile -NonInteractive -Command `"Import-Module '$module'; Invoke-WebRunTask 'x [[duration=1m]]'`""
            $process = [System.Diagnostics.Process]::Start($start)
            while ((Get-Book).startedTasks -eq 0) {
                $null = $process.WaitForExit(50)
            }

            & /bin/kill "-$Signal" $process.Id
            $process.WaitForExit()

            (Get-Book).openSessions | Should -Be 0
        }

        It 'ErrorAction Stop ends a batch at its first failure' {
            { 'a [[fail=PAGE_CRASH]]', 'b' | Invoke-WebRunTask -ThrottleLimit 1 -ErrorAction Stop } |
                Should -Throw -ErrorId 'TaskFailed,WebRun.PowerShell.InvokeWebRunTaskCommand'

            (Get-Book).startedTasks | Should -Be 1
        }
    }

    Context 'Objects' {
        It 'keep their meaning through a file' {
            $file = Join-Path $TestDrive task.xml
            New-WebRunSession | Send-WebRunTask 'x [[duration=2s; result=late]]' | Export-Clixml $file

            $task = Import-Clixml $file | Wait-WebRunTask -PollInterval 1
            Import-Clixml $file | Stop-WebRunSession

            $task.Output | Should -Be late
            (Get-Book).openSessions | Should -Be 0
        }

        It 'become JSON' {
            $json = Invoke-WebRunTask 'x [[result=1]]' | ConvertTo-Json -Depth 5 | ConvertFrom-Json

            $json.Message | Should -Be 1
            $json.Usage.TotalTokens | Should -BeGreaterThan 0
        }
    }

    Context 'Views' {
        It '<Command> shows <Pattern>' -ForEach @(
            @{ Command = 'Test-WebRunService'; Pattern = 'healthy' }
            @{ Command = 'Get-WebRunContext'; Pattern = 'enig_.qrst\s+One\s+Connect-WebRun' }
            @{ Command = 'New-WebRunSession -StartingPoint https://a.example'; Pattern = 'Active.*https://a\.example' }
            @{ Command = '[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Invoke-WebRunTask "x [[result=42]]")))'; Pattern = 'Completed.*42' }
            @{ Command = 'New-WebRunSession "look around [[duration=500ms]]" -TerminateOnCompletion | Watch-WebRunSession'; Pattern = '\d\d:\d\d:\d\d\.\d{3} .*SessionEnded.* terminateOnCompletion' }
            @{ Command = 'Invoke-WebRunTask "x [[cost=0.5]]" | Format-List'; Pattern = 'Cost\s+: \$0\.5000' }
        ) {
            [scriptblock]::Create($Command).Invoke() | Out-String -Width 160 | Should -Match $Pattern
        }

        It 'shows money alike in every culture' {
            $culture = [cultureinfo]::CurrentCulture
            try {
                [cultureinfo]::CurrentCulture = 'de-DE'
                Invoke-WebRunTask 'x [[cost=0.5]]' | Out-String | Should -Match '\$0\.5000'
            }
            finally {
                [cultureinfo]::CurrentCulture = $culture
            }
        }
    }
}

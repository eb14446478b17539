# What only Windows shows, in Windows PowerShell and in PowerShell 7: its network, its file permissions, its ways to end a process.

BeforeDiscovery {
    $elsewhere = $PSVersionTable.PSEdition -eq 'Core' -and -not $IsWindows
    $desktop = $PSVersionTable.PSEdition -ne 'Core'
}

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $emulator = Start-Emulator
    $env:WEBRUN_API_KEY, $env:WEBRUN_BASE_URL = $emulator.Key, $emulator.BaseUri
}

AfterAll {
    $env:WEBRUN_API_KEY = $env:WEBRUN_BASE_URL = $null
    Stop-Emulator
}

Describe 'The network of Windows' -Skip:$elsewhere {
    It 'tells a refused connection from a lost answer' {
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()

        $said = Invoke-Shell "Connect-WebRun $($emulator.Key) -BaseUri http://127.0.0.1:$port; try { Invoke-WebRunTask x -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"

        $said | Should -Be 'ConnectionFailed,WebRun.PowerShell.InvokeWebRunTaskCommand'
    }

    It 'holds more than two requests at once' {
        $took = Measure-Command { $tasks = 1..8 | ForEach-Object { "x $_ [[duration=3s]]" } | Invoke-WebRunTask -ThrottleLimit 8 }

        $tasks.Status | Should -Be (@('Completed') * 8)
        $took.TotalSeconds | Should -BeLessThan 12
    }

    It 'uploads a file' {
        $path = Join-Path $TestDrive big.bin
        [System.IO.File]::WriteAllBytes($path, [byte[]]::new(3MB))

        (Send-WebRunFile $path).Size | Should -Be 3MB
    }
}

Describe 'The files of Windows' -Skip:$elsewhere {
    BeforeEach {
        Stop-WebRunSession -All
        Reset-Emulator
    }

    It 'are open to their user alone: <_>' -Skip:($elsewhere -or $desktop) -ForEach 'ledger', 'journal', 'mcp' {
        $session = New-WebRunSession
        $path = switch ($_) {
            'ledger' { (Get-ChildItem (Join-Path $env:WEBRUN_STATE_PATH sessions) -File | Select-Object -First 1).FullName }
            'journal' { Join-Path $TestDrive batch.jsonl }
            'mcp' { Join-Path $TestDrive mcp.json }
        }
        $null = Invoke-WebRunTask x -JournalPath (Join-Path $TestDrive batch.jsonl) -WarningAction SilentlyContinue
        Register-WebRunMcpServer -Path (Join-Path $TestDrive mcp.json) -WarningAction SilentlyContinue

        (Get-Acl $path).Access.IdentityReference.Value | Should -Be ([System.Security.Principal.WindowsIdentity]::GetCurrent().Name)
        $session | Stop-WebRunSession
    }

    It 'are no processes, whatever another system has left on the drive' {
        $null = New-Item (Join-Path $TestDrive proc/self/stat) -ItemType File -Force
        $drive = Get-ChildItem function:[p-y]: -Name | Where-Object { -not (Test-Path $_) } | Select-Object -First 1
        subst $drive "$TestDrive"
        try {
            $session = New-WebRunSession

            Invoke-Shell "[Environment]::CurrentDirectory = '$drive\'; Import-Module WebRun.PowerShell 3>&1; Stop-WebRunSession -All" | Should -BeNullOrEmpty
            (Get-Book).openSessions | Should -Be 1
        }
        finally {
            subst $drive /d
            $session | Stop-WebRunSession
        }
    }

    It 'are refused where their names cannot be' {
        { Invoke-WebRunTask x -JournalPath 'a|b' -ErrorAction Stop } | Should -Throw -ErrorId '*,WebRun.PowerShell.InvokeWebRunTaskCommand'
        $Error[0].FullyQualifiedErrorId | Should -Match '^(InvalidParameter|FileUnavailable),'
    }
}

Describe 'A process of Windows' -Skip:$elsewhere {
    BeforeEach {
        Stop-WebRunSession -All
        Reset-Emulator
    }

    It 'ends its sessions when it exits' {
        $null = Invoke-Shell 'New-WebRunSession; New-WebRunSession'

        Wait-Until { (Get-Book).openSessions -eq 0 }
    }

    It 'ends its sessions when its window is closed' {
        $program = (Get-Process -Id $PID).Path
        $assembly = @(if ($program -like '*dotnet.exe') { "$PSHOME/pwsh.dll" })
        $child = Start-Process $program ($assembly + '-NoProfile', '-NoExit', '-Command', 'New-WebRunSession') -PassThru
        try {
            Wait-Until { (Get-Book).openSessions -eq 1 }
            if (-not $child.CloseMainWindow()) {
                Set-ItResult -Skipped -Because 'this machine shows no windows'
                return
            }

            Wait-Until { (Get-Book).openSessions -eq 0 }
        }
        finally {
            $child | Stop-Process -ErrorAction Ignore
            Stop-WebRunSession -All
        }
    }

    It 'takes the IANA name of a time zone, with ICU and without' -ForEach 0, 1 {
        $env:DOTNET_SYSTEM_GLOBALIZATION_USENLS = $_
        try {
            Invoke-Shell '(New-WebRunEnvironment e | New-WebRunTrigger -Name t -TaskDetails x -Cron "0 9 * * *" -TimeZone Europe/Berlin).TimeZone' | Should -Be 'Europe/Berlin'
        }
        finally {
            $env:DOTNET_SYSTEM_GLOBALIZATION_USENLS = $null
        }
    }
}

# The help in a real shell: Get-Help shows it, and its examples run with the real commands of PowerShell.

BeforeDiscovery {
    . "$PSScriptRoot/Emulator.ps1"
    Import-Module (Get-TestModule) -Force
    $commands = Get-Command -Module WebRun.PowerShell | ForEach-Object {
        @{ Name = $_.Name; Examples = @((Get-Help $_.Name).examples.example | ForEach-Object { @{ Title = $_.title.Trim('- '); Code = $_.code } }) }
    }
    $topics = 'about_WebRun', 'about_WebRun_Batches', 'about_WebRun_Sessions_and_Costs', 'about_WebRun_Testing'
}

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $emulator = Start-TestEmulator -Option '--session-limit 0 --environment-rate-limit 0 --task-duration 1ms'
    $scene = "$PSScriptRoot/../Examples/Scene.ps1"
    $path = $env:PATH

    # What Linux opens web pages with opens nothing.
    if ($IsLinux) {
        Set-Content "$TestDrive/xdg-open" '#!/bin/sh'
        & /bin/chmod +x "$TestDrive/xdg-open"
        $env:PATH = "${TestDrive}:$path"
    }
}

AfterAll {
    $env:PATH = $path
    $PSDefaultParameterValues.Remove('Connect-WebRun:BaseUri')
    Stop-TestEmulator $emulator
}

Describe 'Help of <Name>' -ForEach $commands {
    It 'is shown in full' {
        $text = Get-Help $Name -Full | Out-String

        $text | Should -Match 'SYNOPSIS'
        $text | Should -Match '--- Example 1'
    }

    Context 'Examples' {
        BeforeEach {
            $null = Invoke-RestMethod "$($emulator.BaseUri)/emulator/reset" -Method Post
            $folder = (New-Item "$TestDrive/$(New-Guid)" -ItemType Directory).FullName
            Push-Location $folder
            . $scene $emulator.BaseUri $folder
        }

        AfterEach {
            Pop-Location
            Connect-WebRun enig_0123456789abcdefghijklmnopqrst
            Stop-WebRunSession -All
        }

        It '<Title> runs' -ForEach $Examples {
            if ($Code -match 'Show-WebRunSession' -and -not $IsLinux) {
                Set-ItResult -Skipped -Because 'only Linux lets a test choose the browser'
            }

            $example = [scriptblock]::Create($Code.Replace('http://127.0.0.1:4020', $emulator.BaseUri))
            & $example *>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        }
    }
}

Describe 'Topic <_>' -ForEach $topics {
    It 'is shown' {
        Get-Help $_ | Out-String | Should -Match 'SHORT DESCRIPTION'
    }
}

# Get-Help. With WEBRUN_TEST_SIZE=full the examples of the help run in this shell, too.

BeforeDiscovery {
    . "$PSScriptRoot/Emulator.ps1"
    Import-WebRun
    $commands = Get-Command -Module WebRun.PowerShell | ForEach-Object {
        @{ Name = $_.Name; Examples = @((Get-Help $_.Name).examples.example | ForEach-Object { @{ Title = $_.title.Trim('- '); Code = $_.code } }) }
    }
    $commandsWithExamples = @(if ($env:WEBRUN_TEST_SIZE -eq 'full') { $commands })
    $topics = Get-ChildItem "$PSScriptRoot/../../module/docs/en-US/about_*.md" | ForEach-Object BaseName
}

Describe 'Get-Help' {
    BeforeAll {
        . "$PSScriptRoot/Emulator.ps1"
        Import-WebRun
    }

    It 'shows <Name> in full' -ForEach $commands {
        $text = Get-Help $Name -Full | Out-String

        $text | Should -Match 'SYNOPSIS'
        $text | Should -Match '--- Example 1'
    }

    It 'shows <_>' -ForEach $topics {
        Get-Help $_ | Out-String | Should -Match 'SHORT DESCRIPTION'
    }
}

Describe 'Examples of <Name>' -ForEach $commandsWithExamples {
    BeforeAll {
        . "$PSScriptRoot/Emulator.ps1"
        $emulator = Start-Emulator
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
        Stop-Emulator
    }

    BeforeEach {
        Reset-Emulator
        $folder = (New-Item "$TestDrive/$(New-Guid)" -ItemType Directory).FullName
        Push-Location $folder
        . $scene $emulator.BaseUri $folder
    }

    AfterEach {
        Pop-Location
        Connect-WebRun $emulator.Key
        Stop-WebRunSession -All
    }

    It '<Title> runs' -ForEach $Examples {
        if ($Code -match 'Show-WebRunSession' -and -not $IsLinux) {
            Set-ItResult -Skipped -Because 'only Linux lets a test choose the browser'
        }

        if ($Code -match '-OnGuardrail Ask' -and [System.Console]::IsInputRedirected) {
            Set-ItResult -Skipped -Because 'nobody can be asked here; HelpExampleTests and AskTests run it with somebody who answers'
        }

        $example = [scriptblock]::Create($Code.Replace('http://127.0.0.1:4020', $emulator.BaseUri))
        & $example *>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
    }
}

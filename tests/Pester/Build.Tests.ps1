# What build.ps1 asks of dotnet, and what its Publish refuses: in a repository of its own, with a folder as the feed.

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    $key = $env:PSGALLERY_API_KEY
    $version = ([xml](Get-Content "$root/Directory.Build.props" -Raw)).SelectSingleNode('//Version').InnerText
    $feed = (New-Item "$TestDrive/feed" -ItemType Directory).FullName

    function Save-Change {
        git -C $repository add --all
        git -C $repository -c user.name=test -c user.email=test@example.com commit --quiet --message test
    }
}

AfterAll {
    $env:PSGALLERY_API_KEY = $key
}

Describe 'build.ps1 Publish' {
    BeforeEach {
        $env:PSGALLERY_API_KEY = 'a-key-that-nobody-sees'
        $repository = (New-Item "$TestDrive/$(New-Guid)" -ItemType Directory).FullName
        git init --quiet $repository
        Copy-Item "$root/build.ps1", "$root/Directory.Build.props" $repository
        Set-Content "$repository/CHANGELOG.md" "# Changelog`n`n## [Unreleased]`n`n## [$version] - 2026-01-31`n`n- First."
        Save-Change
        $location = Get-Location
    }

    AfterEach {
        Set-Location $location
        Get-ChildItem $feed | Should -BeNullOrEmpty
    }

    It 'with -WhatIf says what it would push, and where' {
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "& '$repository/build.ps1' Publish -Feed '$feed' -WhatIf" *>&1 | Out-String

        $said | Should -Match "Push to $([regex]::Escape($feed)).*WebRun\.PowerShell $([regex]::Escape($version))"
        $said | Should -Not -Match 'a-key-that-nobody-sees'
    }

    It 'needs a key' {
        $env:PSGALLERY_API_KEY = $null

        { & "$repository/build.ps1" Publish -Feed $feed -WhatIf } | Should -Throw '*PSGALLERY_API_KEY*'
    }

    It 'refuses what is not committed' {
        Set-Content "$repository/new.txt" new

        { & "$repository/build.ps1" Publish -Feed $feed -WhatIf } | Should -Throw '*not committed*'
    }

    It 'refuses what the changelog calls <Heading>' -ForEach @(
        @{ Heading = '[Unreleased]' }
        @{ Heading = '[$version] - Unreleased' }
        @{ Heading = '[9.9.9] - 2026-01-31' }
    ) {
        Set-Content "$repository/CHANGELOG.md" "# Changelog`n`n## $($Heading.Replace('$version', $version))`n`n- More.`n`n## [0.0.1] - 2025-12-31`n`n- First."
        Save-Change

        { & "$repository/build.ps1" Publish -Feed $feed -WhatIf } | Should -Throw "*needs the heading*$version*"
    }
}

Describe 'build.ps1' {
    BeforeAll {
        $copy = (New-Item "$TestDrive/copy" -ItemType Directory).FullName
        New-Item "$copy/tests/Pester" -ItemType Directory
        Copy-Item "$root/build.ps1" $copy
        Set-Content "$copy/tests/Pester/One.Tests.ps1" "Describe one { It 'is what WEBRUN_ONE says' { `$env:WEBRUN_ONE | Should -Be good } }"

        # Runs a task where dotnet only notes what it is asked for, and ends as it is told.
        function Invoke-Task([string] $Task, [int] $ExitCode = 0) {
            # In Windows PowerShell the first word of a child's complaint would end the test.
            $ErrorActionPreference = 'Continue'
            $noted = New-Item "$TestDrive/$(New-Guid)"
            $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "function dotnet { Add-Content '$noted' (`$args -join ' '); `$global:LASTEXITCODE = $ExitCode }; & '$copy/build.ps1' $Task" *>&1 | Out-String
            @{ Asked = @(Get-Content $noted); Said = $said; HasFailed = $LASTEXITCODE -ne 0 }
        }
    }

    AfterAll {
        $env:WEBRUN_ONE = $null
    }

    It '<Task> asks dotnet to <Asks>' -ForEach @(
        @{ Task = 'Build'; Asks = 'build' }
        @{ Task = 'Pack'; Asks = 'pack --configuration Release' }
    ) {
        $ran = Invoke-Task $Task

        $ran.Asked | Should -Be $Asks
        $ran.HasFailed | Should -BeFalse -Because $ran.Said
    }

    It 'Clean leaves what a fresh clone has' {
        $before = Get-ChildItem $copy -Recurse | ForEach-Object FullName
        foreach ($made in 'out', 'src/A/bin/Debug', 'src/A/obj', 'tests/B/bin/Release', 'tests/B/obj') {
            New-Item "$copy/$made/file" -Force
        }

        (Invoke-Task Clean).HasFailed | Should -BeFalse

        Get-ChildItem $copy -Recurse -File | ForEach-Object FullName | Should -Be ($before | Where-Object { Test-Path $_ -PathType Leaf })
    }

    It 'Bench runs each benchmark that there is, also after one whose figure is not met' {
        $null = (Get-Content "$root/tests/WebRun.Benchmarks/Program.cs" -Raw) -match '-- (?<names>\w+( \| \w+)+)"'

        foreach ($exitCode in 0, 1) {
            $ran = Invoke-Task Bench $exitCode

            $ran.Asked | ForEach-Object { ($_ -split ' -- ')[1] } | Sort-Object | Should -Be ($Matches.names -split ' \| ' | Sort-Object)
            $ran.HasFailed | Should -Be ($exitCode -ne 0)
        }
    }

    It '<Task> fails with a Pester test that fails, and only then' -ForEach @(@{ Task = 'Test'; Asks = 'test' }, @{ Task = 'Pester'; Asks = $null }) {
        foreach ($one in 'good', 'bad') {
            $env:WEBRUN_ONE = $one
            $ran = Invoke-Task $Task

            $ran.HasFailed | Should -Be ($one -eq 'bad') -Because $ran.Said
            $ran.Asked | Should -Be $Asks
        }
    }

    It 'fails where dotnet does' {
        (Invoke-Task Build -ExitCode 3).HasFailed | Should -BeTrue
    }
}

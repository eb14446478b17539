# What build.ps1 asks of dotnet, what its Publish refuses (in a repository of its own, with a folder as the feed), and what the analyzer says of all scripts.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
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
        $said = Invoke-Shell "& '$repository/build.ps1' Publish -Feed '$feed' -WhatIf" *>&1 | Out-String

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
        Copy-Item "$root/build.ps1", "$root/Directory.Packages.props" $copy

        # Runs a task where dotnet only notes what it is asked for, and ends as it is told.
        function Invoke-Task([string] $Task, [int] $ExitCode = 0) {
            $asked = [System.Collections.Generic.List[string]]::new()
            function dotnet { $asked.Add($args -join ' '); $global:LASTEXITCODE = $ExitCode }

            Push-Location
            $failure = try { & "$copy/build.ps1" $Task | Out-Null } catch { $_ } finally { Pop-Location }
            @{ Asked = $asked; Failure = "$failure" }
        }
    }

    It '<Task> asks dotnet to <Asks>' -ForEach @(
        @{ Task = 'Build'; Asks = 'build' }
        @{ Task = 'Test'; Asks = 'test' }
        @{ Task = 'Pack'; Asks = 'pack --configuration Release' }
    ) {
        $ran = Invoke-Task $Task

        $ran.Asked | Should -Be $Asks
        $ran.Failure | Should -BeNullOrEmpty
    }

    It 'Clean leaves what a fresh clone has' {
        $before = Get-ChildItem $copy -Recurse | ForEach-Object FullName
        foreach ($made in 'out', 'src/A/bin/Debug', 'src/A/obj', 'tests/B/bin/Release', 'tests/B/obj') {
            New-Item "$copy/$made/file" -Force
        }

        (Invoke-Task Clean).Failure | Should -BeNullOrEmpty

        Get-ChildItem $copy -Recurse -File | ForEach-Object FullName | Should -Be ($before | Where-Object { Test-Path $_ -PathType Leaf })
    }

    It 'Bench runs each benchmark that there is, also after one whose figure is not met' {
        $null = (Get-Content "$root/tests/WebRun.Benchmarks/Program.cs" -Raw) -match '-- (?<names>\w+( \| \w+)+)"'

        foreach ($exitCode in 0, 1) {
            $ran = Invoke-Task Bench $exitCode

            $ran.Asked | ForEach-Object { ($_ -split ' -- ')[1] } | Sort-Object | Should -Be ($Matches.names -split ' \| ' | Sort-Object)
            [bool] $ran.Failure | Should -Be ($exitCode -ne 0)
        }
    }

    It 'Pester runs the tests, and fails with the names of those that fail and of files without any' {
        New-Item "$copy/tests/Pester" -ItemType Directory
        Copy-Item "$root/tests/Pester/Run.ps1" "$copy/tests/Pester"
        Set-Content "$copy/tests/Pester/None.Tests.ps1" ''
        Set-Content "$copy/tests/Pester/Two.Tests.ps1" "Describe two { It good { }; It bad { 1 | Should -Be 2 } }"

        $said = Invoke-Shell "try { & '$copy/build.ps1' Pester } catch { `$_.Exception.Message; exit 3 }" *>&1 | Out-String

        $LASTEXITCODE | Should -Be 3 -Because $said
        $said | Should -Match '2 of 3 Pester tests failed: Two\.Tests\.ps1: two\.bad; None\.Tests\.ps1: The file has a test'
    }

    It 'fails where dotnet does' {
        (Invoke-Task Build -ExitCode 3).Failure | Should -Be 'dotnet build ended with exit code 3.'
    }
}

Describe 'PSScriptAnalyzer' {
    # No NuGet package has it, so it is not pinned as Pester is.
    It 'finds nothing in <_>' -ForEach 'build.ps1', 'module', 'tests' {
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
            Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed'
        }

        Invoke-ScriptAnalyzer "$root/$_" -Recurse -Settings "$root/tests/PSScriptAnalyzerSettings.psd1" | Should -BeNullOrEmpty
    }
}

<#
.SYNOPSIS
    Builds, tests, packs and publishes WebRun.PowerShell. The work is in the solution; this is for people who have pwsh.
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Publish -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Build: the importable module in out/WebRun.PowerShell. Test: all tests. Pester: the Pester tests alone, in this shell.
    # Pack: the packages of the module and the emulator in out. Publish: packs, and pushes the module's package with the key in PSGALLERY_API_KEY.
    # Bench: all benchmarks. Clean: back to a fresh clone.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Pack', 'Publish', 'Bench', 'Clean')]
    [string] $Task = 'Build',

    # Where Publish pushes to: the address of a NuGet feed, or a folder.
    [string] $Feed = 'https://www.powershellgallery.com/api/v2/package'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
Set-Location $PSScriptRoot

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        # Of the arguments only the first: another may be a key.
        throw "dotnet $($args[0]) ended with exit code $LASTEXITCODE."
    }
}

# What goes out is what is committed, and the changelog says what is in it since when.
function Assert-Releasable([string] $Version) {
    if (-not $env:PSGALLERY_API_KEY) {
        throw 'There is no key: set the environment variable PSGALLERY_API_KEY to one of the Gallery that may push WebRun.PowerShell.'
    }

    if (git status --porcelain) {
        throw 'There are changes that are not committed: commit or stash them first.'
    }

    $sections = (Get-Content CHANGELOG.md -Raw) -split '(?m)^## ' | Select-Object -Skip 1 | Where-Object { $_ -match '\n\s*\S' }
    if (@($sections)[0] -notmatch "^\[$([regex]::Escape($Version))\] - \d{4}-\d{2}-\d{2}\s") {
        throw "CHANGELOG.md has changes that are not released: what stands under [Unreleased] needs the heading '## [$Version] - $(Get-Date -Format yyyy-MM-dd)'."
    }
}

function Publish-Package {
    [CmdletBinding(SupportsShouldProcess)]
    param([string] $Feed)

    $version = ([xml](Get-Content Directory.Build.props -Raw)).SelectSingleNode('//Version').InnerText
    Assert-Releasable $version
    if ($PSCmdlet.ShouldProcess("WebRun.PowerShell $version", "Push to $Feed")) {
        Invoke-Dotnet pack src/WebRun.PowerShell --configuration Release
        Invoke-Dotnet nuget push "out/WebRun.PowerShell.$version.nupkg" --source $Feed --api-key $env:PSGALLERY_API_KEY
    }
}

switch ($Task) {
    'Build' {
        Invoke-Dotnet build
    }
    'Test' {
        Invoke-Dotnet test
    }
    'Pester' {
        & tests/Pester/Run.ps1
    }
    'Pack' {
        Invoke-Dotnet pack --configuration Release
    }
    'Publish' {
        Publish-Package $Feed
    }
    'Bench' {
        $missed = @()
        foreach ($name in 'lag', 'events', 'files', 'fanout', 'overhead', 'startup', 'held', 'limit') {
            & dotnet run --configuration Release --project tests/WebRun.Benchmarks '--' $name
            if ($LASTEXITCODE -ne 0) {
                $missed += $name
            }
        }

        if ($missed) {
            throw "Not met: $($missed -join ', ')."
        }
    }
    'Clean' {
        if ($PSCmdlet.ShouldProcess($PSScriptRoot, 'Remove what was built')) {
            Remove-Item out, src/*/bin, src/*/obj, tests/*/bin, tests/*/obj -Recurse -Force -ErrorAction Ignore
        }
    }
}

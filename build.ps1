<#
.SYNOPSIS
    Builds and tests WebRun.PowerShell. The work is in the solution; this is for people who have pwsh.
.EXAMPLE
    ./build.ps1 Test
#>
[CmdletBinding()]
param(
    # Build: the importable module in out/WebRun.PowerShell. Test: all tests. Pester: those for a real shell alone. Clean: back to a fresh clone.
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Clean')]
    [string] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
Set-Location $PSScriptRoot

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args ended with exit code $LASTEXITCODE."
    }
}

function Invoke-PesterTest {
    if (-not (Get-Module -ListAvailable Pester | Where-Object Version -GE '5.0')) {
        Write-Warning 'The Pester tests did not run: there is no Pester 5 here. Install-Module Pester brings it.'
        return
    }

    Import-Module Pester -MinimumVersion 5.0
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = 'tests/Pester'
    $configuration.Run.Throw = $true
    $configuration.Output.Verbosity = 'Detailed'
    Invoke-Pester -Configuration $configuration
}

switch ($Task) {
    'Build' {
        Invoke-Dotnet build
    }
    'Test' {
        Invoke-Dotnet test
        Invoke-PesterTest
    }
    'Pester' {
        Invoke-PesterTest
    }
    'Clean' {
        Invoke-Dotnet clean --verbosity quiet
        Remove-Item out -Recurse -Force -ErrorAction Ignore
    }
}

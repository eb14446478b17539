<#
.SYNOPSIS
    Runs the Pester tests in the shell that calls it. Throws if a test fails, if a file cannot be read, or if a file has no test.
.DESCRIPTION
    The tests are of the module that WEBRUN_MODULE names by its manifest, against the emulator that WEBRUN_EMULATOR names by its command;
    by default both are what the build left.
#>
param(
    # The test files, or folders of them.
    [string[]] $Path = $PSScriptRoot,

    # The manifest of Pester. By default the version that Directory.Packages.props names, if NuGet has restored it, else an installed one.
    [string] $Pester,

    # A file to write the outcomes to, as JSON: File, Name, Result (Passed, Failed or Skipped) and Message.
    # What fails outside of a test has an outcome of its own.
    [string] $ResultPath
)

# For the tests, too, whatever the caller has set: an error that a test does not expect fails it.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Off

function Find-Pester {
    $version = ([xml](Get-Content "$PSScriptRoot/../../Directory.Packages.props" -Raw)).SelectSingleNode('//PackageVersion[@Include="Pester"]').Version
    $packages = if ($env:NUGET_PACKAGES) { $env:NUGET_PACKAGES } else { "$HOME/.nuget/packages" }
    $restored = "$packages/pester/$version/tools/Pester.psd1"
    if (Test-Path $restored) {
        return $restored
    }

    $installed = Get-Module -ListAvailable Pester | Where-Object Version -GE '5.5' | Sort-Object Version | Select-Object -Last 1
    if ($installed) {
        return $installed.Path
    }

    throw "Pester is missing: run 'dotnet restore' at the top of the repository, which brings Pester $version, or install it with 'Install-Module Pester'."
}

function Get-Outcome($Run) {
    foreach ($test in $Run.Tests) {
        New-Outcome $test.Block.BlockContainer $test.ExpandedPath $test.Result $test.ErrorRecord
    }

    foreach ($block in $Run.FailedBlocks) {
        New-Outcome $block.BlockContainer "$($block.ExpandedPath): what goes before and after its tests" Failed $block.ErrorRecord
    }

    foreach ($container in $Run.Containers) {
        if ($container.ErrorRecord) {
            New-Outcome $container 'The file can be read' Failed $container.ErrorRecord
        }
        elseif ($container.TotalCount -eq 0) {
            New-Outcome $container 'The file has a test' Failed
        }
    }
}

function New-Outcome($Container, [string] $Name, [string] $Result, $ErrorRecord) {
    # A test that is inconclusive, or was not run, has shown nothing.
    $Result = if ($Result -in 'Passed', 'Skipped') { $Result } else { 'Failed' }
    $message = foreach ($record in $ErrorRecord) {
        "$record"
        if ($Result -eq 'Failed') {
            $record.ScriptStackTrace -split '\r?\n' | Where-Object { $_ -notmatch 'Pester\.psm?1|Run\.ps1' }
        }
    }

    [pscustomobject]@{ File = Split-Path $Container.Item -Leaf; Name = $Name; Result = $Result; Message = $message -join "`n" }
}

Import-Module $(if ($Pester) { $Pester } else { Find-Pester })
$run = Invoke-Pester -Configuration @{ Run = @{ Path = $Path; PassThru = $true }; Output = @{ Verbosity = 'Detailed' } }
$outcomes = @(Get-Outcome $run)
if ($ResultPath) {
    [System.IO.File]::WriteAllText($ResultPath, (ConvertTo-Json $outcomes))
}

$failed = @($outcomes | Where-Object Result -EQ Failed)
if ($failed -or -not $outcomes) {
    throw "$($failed.Count) of $($outcomes.Count) Pester tests failed: $(@($failed | ForEach-Object { "$($_.File): $($_.Name)" }) -join '; ')"
}

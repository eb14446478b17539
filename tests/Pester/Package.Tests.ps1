# The module that is tested, as a shell sees it that has it installed.

BeforeAll {
    . "$PSScriptRoot/Emulator.ps1"
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    Import-WebRun
    $source = & ([scriptblock]::Create((Get-Content "$root/module/WebRun.PowerShell.psd1" -Raw)))
    $version = ([xml](Get-Content "$root/Directory.Build.props" -Raw)).SelectSingleNode('//Version').InnerText
}

Describe 'The package' {
    It 'has a valid manifest with the version that is written in one place' {
        (Test-ModuleManifest (Get-TestModule)).Version | Should -Be $version
    }

    It 'is found by the first of its commands that is used, and has them all' {
        # In a process of its own, because a process keeps the assemblies that it has loaded.
        $said = Invoke-Shell '$null = Get-WebRunSession; (Get-Module WebRun.PowerShell).ModuleBase; (Get-Command -Module WebRun.PowerShell).Name'

        $said | Should -Be (@(Split-Path (Get-TestModule)) + ($source.CmdletsToExport | Sort-Object))
    }
}

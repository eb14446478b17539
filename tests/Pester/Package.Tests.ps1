# The package in a real shell: WEBRUN_MODULE if it is installed, else one that is packed and unpacked here.

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $manifest = $env:WEBRUN_MODULE
    if (-not $manifest) {
        dotnet pack "$root/src/WebRun.PowerShell" --configuration Release --disable-build-servers --output $TestDrive -p:RunAnalyzers=false "-p:ModuleOutput=$TestDrive/module/" | Out-Null
        [System.IO.Compression.ZipFile]::ExtractToDirectory((Get-Item "$TestDrive/WebRun.PowerShell.*.nupkg"), "$TestDrive/WebRun.PowerShell")
        $manifest = "$TestDrive/WebRun.PowerShell/WebRun.PowerShell.psd1"
    }

    $source = & ([scriptblock]::Create((Get-Content "$root/module/WebRun.PowerShell.psd1" -Raw)))
    $null = (Get-Content "$root/module/docs/en-US/Invoke-WebRunTask.md" -Raw) -match '(?i)## SYNOPSIS\s+(?<text>[^\r\n]+)'
    $synopsis = $Matches.text
    $version = ([xml](Get-Content "$root/Directory.Build.props" -Raw)).SelectSingleNode('//Version').InnerText
}

Describe 'The package' {
    It 'has a valid manifest with the version that is written in one place' {
        (Test-ModuleManifest $manifest -ErrorAction Stop).Version | Should -Be $version
    }

    It 'exports what the source says, with help, in a process of its own' {
        # A process keeps the assemblies that it has loaded, and this one has those of the other tests.
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$manifest'; (Get-Command -Module WebRun.PowerShell).Name; (Get-Help Invoke-WebRunTask).Synopsis; (Get-Module WebRun.PowerShell).ModuleBase"

        $said | Should -Be (@($source.CmdletsToExport | Sort-Object) + @($synopsis, (Split-Path $manifest)))
    }
}

# Which module and emulator the tests are of, and the emulator on a free port for a test file.

# WEBRUN_MODULE names the manifest of an installed module; else it is the one that the build left.
function Get-TestModule {
    if ($env:WEBRUN_MODULE) { $env:WEBRUN_MODULE } else { Join-Path $PSScriptRoot '../../out/WebRun.PowerShell/WebRun.PowerShell.psd1' }
}

# WEBRUN_EMULATOR names the command of the .NET tool; else it is the emulator that was built last.
function Start-TestEmulator {
    param([string[]] $Option)

    $arguments = "--port 0 --rate-limit 0 $Option"
    if ($env:WEBRUN_EMULATOR) {
        $start = [System.Diagnostics.ProcessStartInfo]::new($env:WEBRUN_EMULATOR, $arguments)
    }
    else {
        $assembly = Get-ChildItem "$PSScriptRoot/../../src/WebRun.Emulator/bin/*/net10.0/WebRun.Emulator.dll" | Sort-Object LastWriteTime | Select-Object -Last 1
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', "`"$assembly`" $arguments")
    }

    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false

    $process = [System.Diagnostics.Process]::Start($start)
    $address = $null
    while (-not $address -and $null -ne ($line = $process.StandardOutput.ReadLine())) {
        if ($line -match 'http://127\.0\.0\.1:\d+') {
            $address = $Matches[0]
        }
    }

    # What the user has open is none of the tests' business.
    $env:WEBRUN_STATE_PATH = Join-Path ([System.IO.Path]::GetTempPath()) "webrun-pester-$PID"

    # Its log is read on and dropped, because a full pipe would stop it.
    $null = $process.StandardOutput.ReadToEndAsync()
    [pscustomobject]@{ Process = $process; BaseUri = $address }
}

function Stop-TestEmulator {
    param($Emulator)

    $Emulator.Process.Kill()
    $Emulator.Process.WaitForExit()
    Remove-Item $env:WEBRUN_STATE_PATH -Recurse -Force -ErrorAction Ignore
}

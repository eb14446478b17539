# Starts the emulator on a free port for a test file, and ends it by its process.

function Start-TestEmulator {
    param([string[]] $Option = @())

    $root = Resolve-Path "$PSScriptRoot/../.."
    $assembly = Get-ChildItem "$root/src/WebRun.Emulator/bin/*/net10.0/WebRun.Emulator.dll" | Sort-Object LastWriteTime | Select-Object -Last 1
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    foreach ($argument in @($assembly.FullName, '--port', '0', '--rate-limit', '0') + $Option) {
        $start.ArgumentList.Add($argument)
    }

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

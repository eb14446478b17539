# What the test files share: the module, an emulator of their own, its books, and patience.

# Imports the module and connects it to a new emulator. WEBRUN_MODULE names the manifest of an installed module, else it is the one that the build
# left; WEBRUN_EMULATOR names the command of the .NET tool, else it is the emulator that was built last.
function Start-Emulator {
    $env:WEBRUN_STATE_PATH = Join-Path ([System.IO.Path]::GetTempPath()) "webrun-pester-$(New-Guid)"
    Import-WebRun

    # It limits nothing, its tasks take no time, and it holds no answer back for long.
    $options = "--port 0 --rate-limit 0 --environment-rate-limit 0 --session-limit 0 --inline-window 200ms --task-duration 1ms"
    if ($env:WEBRUN_EMULATOR) {
        $start = [System.Diagnostics.ProcessStartInfo]::new($env:WEBRUN_EMULATOR, $options)
    }
    else {
        $assembly = Get-ChildItem "$PSScriptRoot/../../src/WebRun.Emulator/bin/*/net10.0/WebRun.Emulator.dll" | Sort-Object LastWriteTime | Select-Object -Last 1
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', "`"$assembly`" $options")
    }

    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    $process = [System.Diagnostics.Process]::Start($start)
    $said = $process.StandardOutput.ReadLine()
    if ("$said" -notmatch 'http://127\.0\.0\.1:\d+') {
        throw "The emulator did not start: $said"
    }

    # Its log is read on and dropped, because a full pipe would stop it.
    $null = $process.StandardOutput.ReadToEndAsync()
    $emulator = [pscustomobject]@{ Process = $process; BaseUri = $Matches[0]; Key = 'enig_0123456789abcdefghijklmnopqrst' }
    Connect-WebRun $emulator.Key -BaseUri $emulator.BaseUri
    $emulator
}

function Stop-Emulator {
    Stop-WebRunSession -All
    $emulator.Process.Kill()
    $emulator.Process.WaitForExit()
    Remove-Item $env:WEBRUN_STATE_PATH -Recurse -Force -ErrorAction Ignore
}

function Reset-Emulator {
    $null = Invoke-RestMethod "$($emulator.BaseUri)/emulator/reset" -Method Post
}

# What the service has seen and would have billed.
function Get-Book {
    Invoke-RestMethod "$($emulator.BaseUri)/emulator/books"
}

function Get-TestModule {
    if ($env:WEBRUN_MODULE) { $env:WEBRUN_MODULE } else { (Resolve-Path "$PSScriptRoot/../../out/WebRun.PowerShell/WebRun.PowerShell.psd1").Path }
}

# Jobs and other processes find the module by its name, as an installed one.
function Import-WebRun {
    $manifest = Get-TestModule
    $folder = $manifest -replace '[\\/]WebRun\.PowerShell[\\/]([\d.]+[\\/])?[^\\/]+$'
    if (-not $env:PSModulePath.StartsWith($folder)) {
        $env:PSModulePath = $folder + [System.IO.Path]::PathSeparator + $env:PSModulePath
    }

    Import-Module $manifest -Force -Global
}

# For what goes on in the background after a command has returned.
function Wait-Until([scriptblock] $Condition) {
    $end = (Get-Date).AddMinutes(1)
    while (-not (& $Condition)) {
        if ((Get-Date) -gt $end) {
            throw "Within a minute this has not become true: $Condition"
        }

        Start-Sleep -Milliseconds 20
    }
}

# Runs a script in a new process of this shell. PowerShell as a .NET tool is an assembly that dotnet runs.
function Invoke-Shell([string] $Script) {
    # In Windows PowerShell the first word of a child's complaint would end the test.
    $ErrorActionPreference = 'Continue'
    $program = (Get-Process -Id $PID).Path
    $assembly = @(if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { "$PSHOME/pwsh.dll" })
    & $program @assembly -NoProfile -NonInteractive -Command $Script
}

# A batch in a process of its own, which is killed or shares the rate limit with another one: one line for each row that has come to its end.
param([string] $Module, [string] $Journal, [string] $Name, [int] $Rows)

Import-Module $Module -WarningAction SilentlyContinue
$how = @{ ThrottleLimit = 4; PollInterval = 1; PassThruInput = $true; WarningAction = 'SilentlyContinue' }
if ($Journal) {
    $how.JournalPath = $Journal
}

1..$Rows | ForEach-Object { "$Name $_ [[duration=20ms; cost=0.01]]" } | Invoke-WebRunTask @how 2>&1 | ForEach-Object {
    [Console]::Out.WriteLine($(if ($_ -is [System.Management.Automation.ErrorRecord]) { "$($_.FullyQualifiedErrorId.Split(',')[0]) $($_.TargetObject.InputObject)" } else { "completed $($_.InputObject)" }))
}

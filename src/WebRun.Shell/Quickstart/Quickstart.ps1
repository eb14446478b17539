# Types the main uses of the module, as a person would, and says what they cost.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$PSStyle.OutputRendering = 'PlainText'

# What the tasks cost is summed at the end.
$PSDefaultParameterValues = @{ 'Invoke-WebRunTask:OutVariable' = '+tasks'; 'Send-WebRunTask:OutVariable' = '+tasks' }
$commands = @(
    { Invoke-WebRunTask 'Go to google.com and search for Anthropic' }
    { $session = New-WebRunSession -StartingPoint https://amazon.com }
    { $session | Send-WebRunTask 'Search for wireless keyboards' -Wait }
    { $session | Send-WebRunTask 'Open the first result' -Wait }
    { $session | Stop-WebRunSession }
    { Import-Csv ./shops.csv | Invoke-WebRunTask -ThrottleLimit 1 | Select-Object TaskDetails, Status, Message | Format-Table }
    { $tasks | Measure-WebRunCost }
)

foreach ($command in $commands) {
    Write-Host "PS>$command"
    . $command | Out-Default
}

# The build writes the version of Directory.Build.props and the notes of CHANGELOG.md into it.
@{
    # In parentheses the key is none to PowerShell's quick look at a manifest, which fails on a value that it would have to run:
    # while one runspace then takes the slow way, another one finds no command.
    ('RootModule')         = if ($PSEdition -eq 'Core') { 'bin/net8.0/WebRun.PowerShell.dll' } else { 'bin/netstandard2.0/WebRun.PowerShell.dll' }
    ModuleVersion          = '0.0.0'
    GUID                   = 'f0cb9721-afc4-44a4-805d-f6b7737c5f93'
    Author                 = 'WebRun.PowerShell contributors'
    CompanyName            = 'WebRun.PowerShell contributors'
    Copyright              = '(c) WebRun.PowerShell contributors. MIT licence.'
    Description            = 'Runs natural-language browser tasks on WebRun.ai and returns typed objects.'
    PowerShellVersion      = '5.1'
    CompatiblePSEditions   = @('Core', 'Desktop')
    DotNetFrameworkVersion = '4.7.2'
    TypesToProcess         = @('WebRun.PowerShell.Types.ps1xml')
    FormatsToProcess       = @('WebRun.PowerShell.Format.ps1xml')
    CmdletsToExport        = @(
        'Connect-WebRun'
        'ConvertFrom-WebRunWebhook'
        'Disable-WebRunTrigger'
        'Disconnect-WebRun'
        'Enable-WebRunTrigger'
        'Get-WebRunContext'
        'Get-WebRunEnvironment'
        'Get-WebRunEnvironmentProfile'
        'Get-WebRunFile'
        'Get-WebRunJournal'
        'Get-WebRunSession'
        'Get-WebRunTask'
        'Get-WebRunTrigger'
        'Get-WebRunTriggerRun'
        'Invoke-WebRunTask'
        'Measure-WebRunCost'
        'New-WebRunEnvironment'
        'New-WebRunSession'
        'New-WebRunTrigger'
        'Register-WebRunMcpServer'
        'Remove-WebRunEnvironment'
        'Remove-WebRunFile'
        'Remove-WebRunTrigger'
        'Resume-WebRunTask'
        'Save-WebRunEnvironmentProfile'
        'Save-WebRunFile'
        'Send-WebRunEnvironmentProfile'
        'Send-WebRunFile'
        'Send-WebRunInput'
        'Send-WebRunTask'
        'Set-WebRunTrigger'
        'Show-WebRunSession'
        'Start-WebRunTrigger'
        'Stop-WebRunSession'
        'Stop-WebRunTask'
        'Suspend-WebRunTask'
        'Test-WebRunService'
        'Unregister-WebRunMcpServer'
        'Wait-WebRunTask'
        'Watch-WebRunSession'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('WebRun', 'Browser', 'Automation', 'AI', 'Agent', 'PSEdition_Core', 'PSEdition_Desktop', 'Windows', 'Linux', 'MacOS')
            ProjectUri   = 'https://webrun.ai'
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = @'
{ReleaseNotes}
'@
        }
    }
}

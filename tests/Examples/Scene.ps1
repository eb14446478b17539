# What the examples of the help and the README take for granted: files beside the script, an account with environments and triggers,
# and a person who answers.
param([string] $BaseUri, [string] $Folder)

$ExecutionContext.SessionState.Path.SetLocation($Folder) | ForEach-Object { }
$PSDefaultParameterValues['Connect-WebRun:BaseUri'] = $BaseUri
Connect-WebRun 'enig_0123456789abcdefghijklmnopqrst'

function Write-SceneFile([string] $Name, [string] $Content) {
    $path = [System.IO.Path]::Combine($Folder, $Name)
    $null = [System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($path))
    [System.IO.File]::WriteAllText($path, $Content)
}

function New-SceneText([string] $Text) {
    $secure = [securestring]::new()
    $Text.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
    $secure
}

# The person at the keyboard, and the vault.
function Read-Host([string] $Prompt, [switch] $AsSecureString) {
    if ($AsSecureString) { New-SceneText 'enig_0123456789abcdefghijklmnopqrst' } else { 'typed by a person' }
}

function Get-Credential {
    [pscredential]::new('me', (New-SceneText 'password'))
}

function Get-Secret([string] $Name, [string] $Vault, [switch] $AsPlainText) {
    if ($Name -like '*Login') { Get-Credential } elseif ($AsPlainText) { 'enig_0123456789abcdefghijklmnopqrst' } else { New-SceneText 'enig_kept-in-a-vault' }
}

Write-SceneFile 'shops.csv' "TaskDetails,StartingPoint`nFind the cheapest keyboard,https://amazon.com`nFind the cheapest mouse,https://ebay.com`n"
Write-SceneFile 'forms.csv' "TaskDetails,StartingPoint`nFill in the form [[files=form.pdf]],https://forms.example`n"
Write-SceneFile 'triggers.csv' "Name,TaskDetails,EnvironmentId,Every`nstock,Tell whether it is in stock,e1,2h`n"
'passport.pdf', 'photos/front.jpg', 'photos/front [1].jpg', 'invoices/january.pdf', 'invoices/february.pdf' |
    ForEach-Object { Write-SceneFile $_ 'content' }
[System.IO.File]::WriteAllBytes("$Folder/profile.tar.gz", [byte[]] (0x1f, 0x8b, 1, 2, 3))

$null = Import-Csv ./shops.csv | Invoke-WebRunTask -JournalPath ./shops.jsonl -JournalKey StartingPoint
[System.IO.File]::Copy("$Folder/shops.jsonl", "$Folder/shops [1].jsonl")

$environment = New-WebRunEnvironment shop
$environment, (New-WebRunEnvironment old-shop) | Send-WebRunEnvironmentProfile -Path profile.tar.gz
$null = Send-WebRunFile passport.pdf -EnvironmentId $environment
$null = $environment | New-WebRunTrigger -Name daily -TaskDetails 'List the orders' -Cron '0 9 * * 1-5'

$session = New-WebRunSession -StartingPoint https://amazon.com
$task = $session | Send-WebRunTask 'Find keyboards' -OutputSchema title, price
$waiting = New-WebRunSession | Send-WebRunTask 'Log in [[guardrail=the code]]' -Wait -WarningAction SilentlyContinue
Write-SceneFile 'task.xml' ([System.Management.Automation.PSSerializer]::Serialize($task))

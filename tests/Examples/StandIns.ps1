# The bare engine of the tests has no Microsoft.PowerShell.Utility and Management. These do what the real commands do, in the forms that the examples use.

function Import-Csv([string] $Path) {
    $lines = [System.IO.File]::ReadAllLines("$PWD/$Path")
    $names = $lines[0].Split(',')
    foreach ($line in $lines[1..($lines.Length - 1)]) {
        $row = [ordered]@{}
        $cells = $line.Split(',')
        for ($i = 0; $i -lt $names.Length; $i++) { $row[$names[$i]] = $cells[$i] }
        [pscustomobject]$row
    }
}

function Export-Csv([string] $Path, [Parameter(ValueFromPipeline)] $InputObject) {
    begin { $lines = [System.Collections.Generic.List[string]]::new() }
    process {
        $properties = @($InputObject.PSObject.Properties)
        if ($lines.Count -eq 0) { $lines.Add(($properties.Name | ForEach-Object { """$_""" }) -join ',') }
        $lines.Add(($properties | ForEach-Object { """$($_.Value)""" }) -join ',')
    }
    end { [System.IO.File]::WriteAllLines("$PWD/$Path", $lines) }
}

function Import-Clixml([string] $Path) {
    [System.Management.Automation.PSSerializer]::Deserialize([System.IO.File]::ReadAllText("$PWD/$Path"))
}

function Export-Clixml([string] $Path, [Parameter(ValueFromPipeline)] $InputObject) {
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { $all.Add($InputObject) }
    end { [System.IO.File]::WriteAllText("$PWD/$Path", [System.Management.Automation.PSSerializer]::Serialize($(if ($all.Count -eq 1) { $all[0] } else { $all }))) }
}

function Start-ThreadJob([scriptblock] $ScriptBlock) {
    $connected = "Import-Module '$((Get-Module WebRun.PowerShell).ModuleBase)/WebRun.PowerShell.psd1'; Connect-WebRun enig_0123456789abcdefghijklmnopqrst -BaseUri $($PSDefaultParameterValues['Connect-WebRun:BaseUri'])"
    1 | ForEach-Object -AsJob -Parallel ([scriptblock]::Create("$connected; $ScriptBlock"))
}

function Select-Object([Parameter(Position = 0)] [object[]] $Property, [string] $ExpandProperty, [int] $First, [Parameter(ValueFromPipeline)] $InputObject) {
    begin { $count = 0 }
    process {
        $count++
        if ($First -and $count -gt $First) { return }
        if ($ExpandProperty) { return $InputObject.$ExpandProperty }
        if (-not $Property) { return $InputObject }
        $selected = [ordered]@{}
        foreach ($asked in $Property) {
            if ($asked -is [hashtable]) { $selected[$asked.Name] = $InputObject | ForEach-Object $asked.Expression } else { $selected[$asked] = $InputObject.$asked }
        }
        [pscustomobject]$selected
    }
}

function Sort-Object([string] $Property) {
    $sorted = [System.Collections.Generic.List[object]]::new(@($input))
    $sorted.Sort([System.Comparison[object]] { param($a, $b) ($a.$Property -gt $b.$Property) - ($a.$Property -lt $b.$Property) })
    $sorted
}

function Get-ChildItem([string] $Path, [string] $Filter) {
    [System.IO.DirectoryInfo]::new("$PWD/$Path").GetFiles($Filter)
}

function ConvertFrom-JsonElement($Element) {
    switch ($Element.ValueKind) {
        'Object' {
            $object = [ordered]@{}
            foreach ($property in $Element.EnumerateObject()) { $object[$property.Name] = ConvertFrom-JsonElement $property.Value }
            [pscustomobject]$object
        }
        'Array' { , @(foreach ($item in $Element.EnumerateArray()) { ConvertFrom-JsonElement $item }) }
        'Number' { $Element.GetDouble() }
        'String' { $Element.GetString() }
        'True' { $true }
        'False' { $false }
    }
}

function Invoke-RestMethod([uri] $Uri, [string] $Method = 'Get', [string] $ContentType = 'text/plain', [string] $Body) {
    $client = [System.Net.Http.HttpClient]::new()
    $request = [System.Net.Http.HttpRequestMessage]::new([System.Net.Http.HttpMethod]::Parse($Method), $Uri)
    if ($Body) { $request.Content = [System.Net.Http.StringContent]::new($Body, [System.Text.Encoding]::UTF8, $ContentType) }
    $answer = $client.Send($request).EnsureSuccessStatusCode()
    $text = [System.IO.StreamReader]::new($answer.Content.ReadAsStream()).ReadToEnd()
    if ($text) { ConvertFrom-JsonElement ([System.Text.Json.JsonDocument]::Parse($text).RootElement) }
}

# Of Pester, a test file that passes. ForEach-Object runs its block in the scope that it is called from.
function Describe([string] $Name, [scriptblock] $Block) { . $Block }
${alias:BeforeAll} = 'ForEach-Object'
function It([string] $Name, [scriptblock] $Block) { & $Block }
function Should([switch] $Be, [Parameter(Position = 0)] $Expected, [Parameter(ValueFromPipeline)] $Actual) {
    process { if ($Actual -ne $Expected) { throw "Expected '$Expected', but got '$Actual'." } }
}

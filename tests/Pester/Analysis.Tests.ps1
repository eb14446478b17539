# What PSScriptAnalyzer says of the scripts, where it is installed.

Describe 'PSScriptAnalyzer' -Skip:(-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
    It 'finds nothing in <_>' -ForEach 'build.ps1', 'module', 'tests' {
        Invoke-ScriptAnalyzer "$PSScriptRoot/../../$_" -Recurse -Settings "$PSScriptRoot/../PSScriptAnalyzerSettings.psd1" | Should -BeNullOrEmpty
    }
}

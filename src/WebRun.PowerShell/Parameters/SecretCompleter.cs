using System.Collections.Generic;

namespace WebRun.PowerShell;

/// <summary>Offers the tables that secrets are given as.</summary>
public sealed class SecretCompleter : FormCompleter
{
    private protected override IEnumerable<(string Text, string Name, string About)> Forms =>
    [
        ("@{ '*.site.example' = Get-Credential }", "credential", "The fields username and password, for a site and those below it"),
        ("@{ 'site.example' = @{ user = 'me'; pin = Read-Host -AsSecureString } }", "fields", "Fields of your own, for one site. Also possible: all, for any site"),
    ];
}

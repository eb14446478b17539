using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;

namespace WebRun.PowerShell.Loading;

/// <summary>Reads a key from a vault of Microsoft.PowerShell.SecretManagement, by its Get-Secret.</summary>
internal static class SecretVault
{
    private const string Command = "Get-Secret";

    /// <summary>Reads a secret.</summary>
    /// <param name="commands">Runs the command in the caller's runspace.</param>
    /// <param name="name">The secret.</param>
    /// <param name="vault">The vault; null for all.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.ApiKeyMissing"/>: Get-Secret is missing, or returns no key.</exception>
    public static SecureString Read(CommandInvocationIntrinsics commands, string name, string? vault)
    {
        if (commands.GetCommand(Command, CommandTypes.Cmdlet | CommandTypes.Function) is null)
        {
            throw new WebRunException(WebRunErrorId.ApiKeyMissing, "The secret cannot be read, because the command Get-Secret is missing. Run Install-Module Microsoft.PowerShell.SecretManagement.");
        }

        var parameters = new Hashtable { ["Name"] = name, ["ErrorAction"] = "Stop" };
        if (vault is not null)
        {
            parameters["Vault"] = vault;
        }

        try
        {
            var secrets = commands.InvokeScript(useLocalScope: true, ScriptBlock.Create($"param($parameters) {Command} @parameters"), null, parameters);
            return secrets.LastOrDefault()?.BaseObject switch
            {
                SecureString key => key,
                PSCredential credential => credential.Password,
                string key => new NetworkCredential("", key).SecurePassword,
                _ => throw new WebRunException(WebRunErrorId.ApiKeyMissing, $"The secret '{name}' is not a key: it has to be text, a SecureString, or a PSCredential with the key as its password."),
            };
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw new WebRunException(WebRunErrorId.ApiKeyMissing, $"The secret '{name}' cannot be read: {e.Message}", e);
        }
    }
}

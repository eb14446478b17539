using System.Linq;
using System.Management.Automation;
using System.Security;

namespace WebRun.PowerShell.Execution;

/// <summary>The user's script blocks, which get the task as <c>$_</c> and as their first argument. For the pipeline thread.</summary>
internal static class UserScript
{
    /// <summary>Runs a block that answers a task's question.</summary>
    /// <returns>The last value that it emits; null for none.</returns>
    public static SecureString? Answer(ScriptBlock script, WebRunTask task) => script.InvokeWithContext(null, [new PSVariable("_", task)], task).LastOrDefault()?.BaseObject switch
    {
        null => null,
        var answer => (SecureString?)SecureTextTransformationAttribute.Secured(answer as SecureString ?? (object?)answer.ToString()),
    };
}

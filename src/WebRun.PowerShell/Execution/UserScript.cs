using System;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;

namespace WebRun.PowerShell.Execution;

/// <summary>The user's script blocks, which get the task as <c>$_</c> and as their first argument. For the pipeline thread.</summary>
internal static class UserScript
{
    private const int MaxText = 1000;

    /// <summary>Runs a block that asserts something about a task.</summary>
    /// <returns>What is not true: what the block throws or reports as an error, or else the block itself if the last value that it emits is not true. Null if nothing is wrong, also if it emits nothing.</returns>
    public static string? Complaint(ScriptBlock script, WebRunTask task)
    {
        try
        {
            // An error in it leaves open whether it is true.
            return Run(script, task, new PSVariable("ErrorActionPreference", ActionPreference.Stop)) is not { Count: > 0 } said || LanguagePrimitives.IsTrue(said[said.Count - 1]) ? null : Shortened($"It is not true that {script.ToString().Trim()}");
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            return Shortened(e is ActionPreferenceStopException ? e.ErrorRecord.ToString() : (e.InnerException ?? e).Message);
        }
    }

    /// <summary>Runs a block that answers a task's question.</summary>
    /// <returns>The last value that it emits; null for none, and for one that is empty or blank.</returns>
    /// <exception cref="RuntimeException">The block fails, or its answer cannot be read.</exception>
    public static SecureString? Answer(ScriptBlock script, WebRunTask task)
    {
        var said = Run(script, task).LastOrDefault()?.BaseObject;
        var answer = said as SecureString ?? (SecureString?)SecureTextTransformationAttribute.Secured(said?.ToString());
        try
        {
            return string.IsNullOrWhiteSpace(new NetworkCredential("", answer).Password) ? null : answer;
        }
        catch (ObjectDisposedException e)
        {
            throw new RuntimeException("The SecureString that the block emits is disposed.", e);
        }
    }

    private static Collection<PSObject> Run(ScriptBlock script, WebRunTask task, params PSVariable[] more) => script.InvokeWithContext(null, [new PSVariable("_", task), .. more], task);

    private static string Shortened(string text) => text.Length > MaxText ? text.Substring(0, MaxText) + "…" : text;
}

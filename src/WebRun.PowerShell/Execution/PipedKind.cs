using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>What an object from the pipeline is: by its type, also after a job or a file, or, where JSON or CSV has kept no type, by what it has.</summary>
internal static class PipedKind
{
    /// <summary>True for a task.</summary>
    public static bool IsTask(this PSObject input) => Is(input, "WebRun.WebRunTask") || (IsPlain(input) && Has(input, "SessionId") && input.Properties["Status"] is not null);

    /// <summary>True for a session.</summary>
    public static bool IsWholeSession(this PSObject input) => input.IsSession() || (IsPlain(input) && Has(input, "SessionId") && Has(input, "State") && Has(input, "OwnerProcessId"));

    /// <summary>True for what names a session to work in.</summary>
    public static bool HasSession(this PSObject input) => input.IsSession() || (IsPlain(input) && Has(input, "SessionId") && !input.IsTask());

    /// <summary>True for a trigger.</summary>
    public static bool IsTrigger(this PSObject input) => Is(input, "WebRun.WebRunTrigger") || (IsPlain(input) && Has(input, "TriggerId") && !Has(input, "RunId"));

    /// <summary>True for a file or a folder of this machine, or a file at the service.</summary>
    public static bool IsFile(this PSObject input) => input.BaseObject is FileSystemInfo or WebRunFile || PathOf(input) is not null || Is(input, "WebRun.WebRunFile");

    /// <summary>The path of a file that a job or a remote session has sent; null for none.</summary>
    public static string? PathOf(PSObject input) => Is(input, "System.IO.FileSystemInfo") ? Wrapped.Of(input, "FullName") as string : null;

    private static bool Is(PSObject input, string type) => input.TypeNames.Any(name => name == type || name == "Deserialized." + type);

    private static bool IsPlain(PSObject input) => input.BaseObject is PSCustomObject && !input.TypeNames[0].StartsWith("Deserialized.", StringComparison.Ordinal);

    private static bool Has(PSObject input, string property) => Wrapped.Of(input, property) is not (null or "");
}

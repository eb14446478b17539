using System;

namespace WebRun.PowerShell.Binding;

/// <summary>The object from the pipeline whose properties PowerShell binds now on this thread, which the command reads again.</summary>
internal static class CurrentRow
{
    /// <summary>True while PowerShell binds an object. What it makes of the object's text is not final: the command reads the object again.</summary>
    [field: ThreadStatic]
    public static bool IsBinding { get; private set; }

    /// <summary>Its place in the pipeline, from 1; null for none.</summary>
    [field: ThreadStatic]
    public static int? Number { get; private set; }

    /// <summary>PowerShell begins to bind an object.</summary>
    public static void Begin(int? number) => (IsBinding, Number) = (true, number);

    /// <summary>The object is bound, or refused.</summary>
    public static void End() => (IsBinding, Number) = (false, null);

    /// <summary>A sentence with a place in front, if it is known and not yet said.</summary>
    public static string Named(string sentence, int? number) =>
        number is null || sentence.StartsWith("Row ", StringComparison.Ordinal) ? sentence : FormattableString.Invariant($"Row {number}: {sentence}");
}

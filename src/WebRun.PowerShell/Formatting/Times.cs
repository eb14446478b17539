using System;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace WebRun.PowerShell;

/// <summary>The times of the module's objects, which travel as ISO 8601 text: of a DateTimeOffset, PowerShell would only keep the parts. Named in WebRun.PowerShell.Types.ps1xml.</summary>
public static class Times
{
    private const string TypeName = "WebRun.Time";

#pragma warning disable CS1591 // Each is the property of that name.
    public static object? CompletedAt(PSObject item) => Of(item);

    public static object? CreatedAt(PSObject item) => Of(item);

    public static object? EndsBy(PSObject item) => Of(item);

    public static object? LastUsedAt(PSObject item) => Of(item);

    public static object? NextRunAt(PSObject item) => Of(item);

    public static object? ScheduledAt(PSObject item) => Of(item);

    public static object? SubmittedAt(PSObject item) => Of(item);

    public static object? Time(PSObject item) => Of(item);

    public static object? Timestamp(PSObject item) => Of(item);

    public static object? UpdatedAt(PSObject item) => Of(item);

    public static object? UploadedAt(PSObject item) => Of(item);
#pragma warning restore CS1591

    /// <summary>What a time travels as.</summary>
    public static string Text(PSObject time) => ((DateTimeOffset)time.BaseObject).ToString("o", CultureInfo.InvariantCulture);

    private static object? Of(PSObject item, [CallerMemberName] string property = "")
    {
        var time = item.BaseObject.GetType().GetProperty(property)!.GetValue(item.BaseObject);
        if (time is not null)
        {
            // PowerShell remembers the name for this very object, which stays a plain DateTimeOffset to everybody.
            PSObject.AsPSObject(time).TypeNames.Add(TypeName);
        }

        return time;
    }
}

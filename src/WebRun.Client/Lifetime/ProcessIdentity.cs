using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace WebRun.Lifetime;

/// <summary>A process, identified by its id and its start time: the id alone may be reused later.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Start">When it began, in ticks of 100 ns since a moment that only this machine knows.</param>
/// <param name="Place">Where its id is valid: many machines may share a home folder, and ids start over in each container and after each boot.</param>
internal readonly record struct ProcessIdentity(int Id, long Start, string Place)
{
    /// <summary>A process about which nothing is known.</summary>
    public static readonly ProcessIdentity Elsewhere = new(0, 0, "");

    // The process exists, but may not be inspected.
    private const long Hidden = -1;

    // Only where it is the system's own: on Windows any drive or share may have a file of that name.
    private static readonly bool HasProc = Environment.OSVersion.Platform == PlatformID.Unix && File.Exists("/proc/self/stat");
    private static readonly string ThisPlace = FindPlace();

    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = OfThisProcess();

    /// <summary>True for a process that is running, or if that cannot be determined from here.</summary>
    public bool IsAlive => !IsOfThisMachine || (StartOf(Id) is { } start && (start == Hidden || Math.Abs(start - Start) < TimeSpan.TicksPerSecond));

    /// <summary>True for a process of this machine since it started, whether or not it is still running.</summary>
    public bool IsOfThisMachine => Place == ThisPlace;

    private static ProcessIdentity OfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new(process.Id, StartOf(process.Id) ?? 0, ThisPlace);
    }

    /// <summary>When a process started; null if no process has this id.</summary>
    private static long? StartOf(int id) => HasProc ? StartByProc(id) : StartBySystem(id);

    // .NET adds the time since boot to a boot time that it estimates in every process, and that moves with the clock.
    private static long? StartByProc(int id)
    {
        try
        {
            var stat = File.ReadAllText(FormattableString.Invariant($"/proc/{id}/stat"));

            // The name in brackets may hold anything; behind it are the state and, as the 20th field, the start in 1/100 s since boot.
            var fields = stat.Substring(stat.LastIndexOf(')') + 2).Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture) * (TimeSpan.TicksPerSecond / 100);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return Hidden;
        }
    }

    private static string FindPlace()
    {
        try
        {
#if !NETSTANDARD2_0
            if (HasProc)
            {
                return $"{Environment.MachineName} {File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget}";
            }
#endif
            return Environment.MachineName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Environment.MachineName;
        }
    }

    private static long? StartBySystem(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
        catch (Win32Exception)
        {
            return Hidden;
        }
    }
}

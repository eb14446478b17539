using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;

namespace WebRun.Client.Tests;

/// <summary>What clients do after their calls have returned, such as ending sessions.</summary>
internal static class BackgroundWork
{
    /// <summary>Waits for what is under way at a service, by default at a <see cref="FakeService"/>. A minute at most: at that one, another test may have left work that its clock never ends.</summary>
    public static Task IsDoneAsync(Uri? service = null) => Task.WhenAny(ProcessEnd.WhenWorkIsDoneAsync(service ?? FakeService.Address), Task.Delay(TimeSpan.FromMinutes(1)));

    /// <summary>Deletes a state folder, in which a client may still be noting what it knows.</summary>
    public static void Delete(string folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 10_000)
            {
                Thread.Sleep(1);
            }
        }
    }
}

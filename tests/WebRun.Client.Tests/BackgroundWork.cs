using System;
using System.Threading.Tasks;
using WebRun.Lifetime;

namespace WebRun.Client.Tests;

/// <summary>What clients do after their calls have returned, such as ending sessions.</summary>
internal static class BackgroundWork
{
    /// <summary>Waits for what is under way at a service, by default at a <see cref="FakeService"/>. A minute at most: at that one, another test may have left work that its clock never ends.</summary>
    public static Task IsDoneAsync(Uri? service = null) => Task.WhenAny(ProcessEnd.WhenWorkIsDoneAsync(service ?? FakeService.Address), Task.Delay(TimeSpan.FromMinutes(1)));
}

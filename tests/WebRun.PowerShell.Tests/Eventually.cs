using System;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>For what goes on in the background after a command has returned.</summary>
internal static class Eventually
{
    /// <summary>Waits, within a generous bound, until something holds.</summary>
    public static async Task HoldsAsync(Func<bool> condition, string what = "")
    {
        var end = DateTime.UtcNow.AddMinutes(2);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, $"It did not come to hold within 2 minutes. {what}");
            await Task.Delay(5);
        }
    }
}

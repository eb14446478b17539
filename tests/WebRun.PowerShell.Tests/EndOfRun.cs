using System;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using WebRun.PowerShell.Tests;

[assembly: AssemblyFixture(typeof(EndOfRun))]

namespace WebRun.PowerShell.Tests;

/// <summary>Ends what tests have left in this process before the run is over. xUnit gives the process 10 seconds to exit after that, and calls it a failure if it takes longer.</summary>
public sealed class EndOfRun : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        // The module has loaded its client, which does the same when the process exits.
        foreach (var client in AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.GetName().Name == "WebRun.Client"))
        {
            client.GetType("WebRun.Lifetime.ProcessEnd", throwOnError: true)!.GetMethod("Wait", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, null);
        }

        return ValueTask.CompletedTask;
    }
}

using System;
using System.Threading.Tasks;
using WebRun.Client.Tests;
using WebRun.Lifetime;

[assembly: AssemblyFixture(typeof(EndOfRun))]

namespace WebRun.Client.Tests;

/// <summary>Ends what tests have left before the run is over. xUnit gives the process 10 seconds to exit after that, and calls it a failure if it takes longer.</summary>
public sealed class EndOfRun : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        ProcessEnd.Wait();
        return ValueTask.CompletedTask;
    }
}

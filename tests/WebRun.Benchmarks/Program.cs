using System;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>Measures what the project promises of its speed, each beside a baseline in the same run.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["lag"]:
                return await LagBenchmark.RunAsync();
            case ["events"]:
                return await EventsBenchmark.RunAsync();
            case ["files"]:
                return await FilesBenchmark.RunAsync();
            default:
                Console.Error.WriteLine("dotnet run -c Release --project tests/WebRun.Benchmarks -- lag | events | files");
                return 2;
        }
    }
}

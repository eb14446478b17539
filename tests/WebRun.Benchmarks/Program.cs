using System;
using System.IO;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>Measures what the project promises of its speed, each beside a baseline in the same run.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["limit-worker", ..]:
                return await LimitWorker.RunAsync(arguments[1..]);
            default:
                return await WithStateAsync(() => MeasureAsync(arguments));
        }
    }

    /// <summary>What the user has open is none of a benchmark's business, nor the other way round.</summary>
    private static async Task<int> WithStateAsync(Func<Task<int>> measure)
    {
        var state = Directory.CreateTempSubdirectory("webrun-benchmarks-").FullName;
        Environment.SetEnvironmentVariable("WEBRUN_STATE_PATH", state);
        try
        {
            return await measure();
        }
        finally
        {
            try
            {
                Directory.Delete(state, recursive: true);
            }
            catch (IOException)
            {
                // A process that has just been ended may still be writing. The figures stand all the same.
            }
        }
    }

    private static async Task<int> MeasureAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["lag"]:
                return await LagBenchmark.RunAsync();
            case ["events"]:
                return await EventsBenchmark.RunAsync();
            case ["files"]:
                return await FilesBenchmark.RunAsync();
            case ["fanout"]:
                return await FanoutBenchmark.RunAsync();
            case ["overhead"]:
                return await OverheadBenchmark.RunAsync();
            case ["startup"]:
                return StartupBenchmark.Run();
            case ["held"]:
                return await HeldBenchmark.RunAsync();
            case ["limit"]:
                return await LimitBenchmark.RunAsync();
            default:
                Console.Error.WriteLine("dotnet run -c Release --project tests/WebRun.Benchmarks -- lag | events | files | fanout | overhead | startup | held | limit");
                return 2;
        }
    }
}

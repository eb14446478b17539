using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>One of the processes of <see cref="LimitBenchmark"/>: gets ready, says so, and does its work when it is told to.</summary>
internal static class LimitWorker
{
    public static Task<int> RunAsync(string[] arguments)
    {
        var folder = Path.Combine(Path.GetDirectoryName(Engine.Manifest)!, "bin", "net8.0");
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            new[] { Path.Combine(folder, name.Name + ".dll"), Path.Combine(folder, "lib", name.Name + ".dll") }.FirstOrDefault(File.Exists) is { } path ? context.LoadFromAssemblyPath(path) : null;
        return WorkAsync(new Uri(arguments[0]), arguments[1], TimeSpan.FromSeconds(int.Parse(arguments[2], CultureInfo.InvariantCulture)), int.Parse(arguments[3], CultureInfo.InvariantCulture), arguments[4]);
    }

    /// <summary>Runs so many tasks at once; none of them: ends a session that it has opened.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> WorkAsync(Uri service, string state, TimeSpan window, int tasks, string way)
    {
        var client = new WebRunClient(new WebRunClientOptions { ApiKey = new ApiKey(LimitBenchmark.Key), BaseUri = service, StatePath = state, RateWindow = window });
        var session = tasks == 0 ? await client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true) : null;
        await client.GetHealthAsync();
        Console.WriteLine("ready");
        Console.ReadLine();
        var clock = Stopwatch.StartNew();
        if (session is null)
        {
            await System.Threading.Tasks.Task.WhenAll(Enumerable.Range(0, tasks).Select(i => Task(client, way, $"{i} [[duration={LimitBenchmark.TaskMilliseconds}ms]]")));
        }
        else
        {
            await client.TerminateSessionAsync(session.SessionId!);
        }

        Console.WriteLine(clock.Elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static Task<WebRunTask> Task(WebRunClient client, string way, string details)
    {
        var request = new WebRunTaskRequest { TaskDetails = details };
        return way == LimitBenchmark.Baseline ? client.RunTaskAsync(request) : client.InvokeTaskAsync(request, new WebRunWait());
    }
}

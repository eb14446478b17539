using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net.Http;
using System.Reflection;
using System.Reflection.Emit;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>Import and first task in a fresh process with the engine, beside an empty binary module and the first request of a bare HttpClient.</summary>
internal static class StartupBenchmark
{
    private const int Rounds = 15;
    private const double MostForImport = 60;
    private const double MostForTask = 80;
    private const string Task = "x [[duration=0ms; cost=0]]";
    private const string Key = "enig_0123456789abcdefghijklmnopqrst";

    public static int Run()
    {
        using var emulator = new EmulatorProcess("--rate-limit", "0", "--session-limit", "0");
        var empty = Path.Combine(Directory.CreateTempSubdirectory("webrun-startup-").FullName, "Empty.dll");
        CreateEmptyModule(empty);
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var round = -1; round < Rounds; round++)
        {
            // The first round brings the files into the system's cache.
            foreach (var line in Child("ours", emulator.Address, Engine.Manifest).Concat(Child("bare", emulator.Address, empty)))
            {
                var words = line.Split('\t');
                var all = times.TryGetValue(words[0], out var known) ? known : times[words[0]] = [];
                if (round >= 0)
                {
                    all.Add(double.Parse(words[1], CultureInfo.InvariantCulture));
                }
            }
        }

        Directory.Delete(Path.GetDirectoryName(empty)!, recursive: true);
        var samples = times.ToDictionary(pair => pair.Key, pair => new Sample(pair.Value), StringComparer.Ordinal);
        Console.WriteLine($"{Rounds} fresh processes each; milliseconds");
        foreach (var (name, sample) in samples)
        {
            Console.WriteLine(sample.Line(name));
        }

        var (import, task) = (samples["import of WebRun"].Median, samples["first Invoke-WebRunTask"].Median - samples["first HttpClient request"].Median);
        var isMet = import <= MostForImport && task <= MostForTask;
        Console.WriteLine(FormattableString.Invariant($"import {import:0.0} ms (at most {MostForImport}), first task {task:0.0} ms more than a bare request (at most {MostForTask}): {(isMet ? "met" : "NOT MET")}"));
        return isMet ? 0 : 1;
    }

    /// <summary>What a child process does: it measures and tells.</summary>
    public static async Task<int> ChildAsync(string what, Uri address, string module)
    {
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();

        // A shell that is there has imported and run something before.
        Time("warm", runspace, "$null = Get-Command Get-Module; 1 | ForEach-Object { $_ }", isTold: false);
        Time(what == "ours" ? "import of WebRun" : "import of an empty module", runspace, $"Import-Module '{module}'");
        if (what == "ours")
        {
            Time("first Invoke-WebRunTask", runspace, $"$env:WEBRUN_API_KEY = '{Key}'; $env:WEBRUN_BASE_URL = '{address}'; Invoke-WebRunTask '{Task}'");
            return 0;
        }

        var began = Stopwatch.GetTimestamp();
        using var http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "Authorization", $"Bearer {Key}" } } };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(new JsonObject { ["taskDetails"] = Task }.ToJsonString())) { Headers = { { "Content-Type", "application/json" } } };
        using var answer = await http.PostAsync("start/run-task", content);
        _ = JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync())!["data"]!["message"]!.ToString();
        Tell("first HttpClient request", began);
        return 0;
    }

    private static void Time(string name, Runspace runspace, string script, bool isTold = true)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(script);
        var began = Stopwatch.GetTimestamp();
        shell.Invoke();
        if (shell.HadErrors)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, shell.Streams.Error));
        }

        if (isTold)
        {
            Tell(name, began);
        }
    }

    private static void Tell(string name, long began) =>
        Console.WriteLine(FormattableString.Invariant($"{name}\t{Stopwatch.GetElapsedTime(began).TotalMilliseconds}"));

    private static string[] Child(string what, Uri address, string module)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StartupBenchmark).Assembly.Location, "startup-child", what, address.ToString(), module]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var child = Process.Start(start)!;
        return child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Writes an assembly with one cmdlet that does nothing.</summary>
    private static void CreateEmptyModule(string path)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Empty"), typeof(object).Assembly);
        var command = assembly.DefineDynamicModule("Empty").DefineType("GetNothingCommand", TypeAttributes.Public, typeof(PSCmdlet));
        command.SetCustomAttribute(new CustomAttributeBuilder(typeof(CmdletAttribute).GetConstructor([typeof(string), typeof(string)])!, ["Get", "Nothing"]));
        command.CreateType();
        assembly.Save(path);
    }
}

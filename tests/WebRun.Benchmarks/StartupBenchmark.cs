using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net.Http;
using System.Reflection;
using System.Reflection.Emit;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Shell;

namespace WebRun.Benchmarks;

/// <summary>Import and first task in a fresh shell, beside an empty binary module, what the engine itself takes for a manifest, a type and a view, and the first request of a bare HttpClient. The shell is the pinned one.</summary>
internal static class StartupBenchmark
{
    private const int Rounds = 15;
    private const double MostForImport = 60;
    private const double MostForTask = 80;
    private const string Task = "x [[duration=0ms; cost=0]]";
    private const string Key = "enig_0123456789abcdefghijklmnopqrst";
    private const string BareRequest = "first HttpClient request";

    // A shell that is there has imported and run something before.
    private const string WarmUp = """
        $null = Get-Command Get-Module; $null = 1 | ForEach-Object { $_ }
        function Time($name, $work) {
            $began = [System.Diagnostics.Stopwatch]::GetTimestamp()
            $null = & $work
            "$name`t$([System.Diagnostics.Stopwatch]::GetElapsedTime($began).TotalMilliseconds)"
        }
        $null = Time nothing { }
        """;

    public static int Run()
    {
        using var emulator = new EmulatorProcess("--rate-limit", "0", "--session-limit", "0");
        var folder = Directory.CreateTempSubdirectory("webrun-startup-").FullName;
        CreateEmptyModule(folder);
        (string Script, int Figures)[] scripts =
        [
            ($"""
            {WarmUp}
            Time 'import of WebRun' {'{'} Import-Module '{Engine.Manifest}' {'}'}
            $env:WEBRUN_API_KEY = '{Key}'; $env:WEBRUN_BASE_URL = '{emulator.Address}'
            Time 'first Invoke-WebRunTask' {'{'} Invoke-WebRunTask '{Task}' {'}'}
            """, 2),
            ($"""
            {WarmUp}
            Time 'import of an empty module' {'{'} Import-Module '{folder}/Empty.dll' {'}'}
            $here = [Reflection.Assembly]::LoadFrom('{typeof(StartupBenchmark).Assembly.Location}').GetType('{typeof(StartupBenchmark).FullName}')
            $took = $here.GetMethod('{nameof(TimeBareRequest)}').Invoke($null, @([uri]'{emulator.Address}'))
            "{BareRequest}`t$took"
            """, 2),
            ($"""
            {WarmUp}
            Time 'empty with manifest and view' {'{'} Import-Module '{folder}/Empty.psd1' {'}'}
            """, 1),
            ($"""
            {WarmUp}
            Time 'import of ThreadJob' {'{'} Import-Module Microsoft.PowerShell.ThreadJob {'}'}
            """, 1),
        ];
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var round = -1; round < Rounds; round++)
        {
            // The first round brings the files into the system's cache.
            foreach (var words in scripts.SelectMany((each, at) => Lines(each.Script, each.Figures, Path.Combine(folder, $"{at}"))).Select(line => line.Split('\t')))
            {
                var all = times.TryGetValue(words[0], out var known) ? known : times[words[0]] = [];
                if (round >= 0)
                {
                    all.Add(double.Parse(words[1], CultureInfo.InvariantCulture));
                }
            }
        }

        Directory.Delete(folder, recursive: true);
        var samples = times.ToDictionary(pair => pair.Key, pair => new Sample(pair.Value), StringComparer.Ordinal);
        Console.WriteLine($"{Rounds} fresh processes each, of PowerShell {PinnedPowerShell.Version}; milliseconds");
        foreach (var (name, sample) in samples)
        {
            Console.WriteLine(sample.Line(name));
        }

        var (import, task) = (samples["import of WebRun"].Median, samples["first Invoke-WebRunTask"].Median - samples[BareRequest].Median);
        var isMet = import <= MostForImport && task <= MostForTask;
        Console.WriteLine(FormattableString.Invariant($"import {import:0.0} ms (at most {MostForImport}), first task {task:0.0} ms more than a bare request (at most {MostForTask}): {(isMet ? "met" : "NOT MET")}"));
        return isMet ? 0 : 1;
    }

    /// <summary>The time of the first request of a process, in milliseconds. The script calls it, in the same kind of process.</summary>
    public static double TimeBareRequest(Uri address)
    {
        var began = Stopwatch.GetTimestamp();
        RequestAsync(address).GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task RequestAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { { "Authorization", $"Bearer {Key}" } } };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(new JsonObject { ["taskDetails"] = Task }.ToJsonString())) { Headers = { { "Content-Type", "application/json" } } };
        using var answer = await http.PostAsync("start/run-task", content);
        _ = JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync())!["data"]!["message"]!.ToString();
    }

    private static string[] Lines(string script, int figures, string cache)
    {
        using var shell = StartShell(script, cache);
        var lines = shell.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        shell.WaitForExit();
        return shell.ExitCode == 0 && lines.Length == figures ? lines : throw new InvalidOperationException("The script failed.");
    }

    // Each has its own cache, but for Windows: pwsh compiles ahead what its last process used, and that is not to be what another script used.
    private static Process StartShell(string script, string cache)
    {
        var start = PinnedPowerShell.StartInfo("-NoProfile", "-NonInteractive", "-Command", "$ErrorActionPreference = 'Stop'\n" + script);
        start.RedirectStandardOutput = true;
        start.Environment["XDG_CACHE_HOME"] = cache;
        return Process.Start(start)!;
    }

    /// <summary>Writes an assembly with one cmdlet that does nothing, and a manifest that brings a type and a view with it.</summary>
    private static void CreateEmptyModule(string folder)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Empty"), typeof(object).Assembly);
        var command = assembly.DefineDynamicModule("Empty").DefineType("GetNothingCommand", TypeAttributes.Public, typeof(PSCmdlet));
        command.SetCustomAttribute(new CustomAttributeBuilder(typeof(CmdletAttribute).GetConstructor([typeof(string), typeof(string)])!, ["Get", "Nothing"]));
        command.CreateType();
        assembly.Save(Path.Combine(folder, "Empty.dll"));
        File.WriteAllText(Path.Combine(folder, "Empty.psd1"), "@{ RootModule = 'Empty.dll'; ModuleVersion = '1.0'; CmdletsToExport = 'Get-Nothing'; TypesToProcess = 'Empty.Types.ps1xml'; FormatsToProcess = 'Empty.Format.ps1xml' }");
        File.WriteAllText(Path.Combine(folder, "Empty.Types.ps1xml"), "<Types><Type><Name>Nothing</Name><Members><AliasProperty><Name>Is</Name><ReferencedMemberName>Name</ReferencedMemberName></AliasProperty></Members></Type></Types>");
        File.WriteAllText(
            Path.Combine(folder, "Empty.Format.ps1xml"),
            "<Configuration><ViewDefinitions><View><Name>Nothing</Name><ViewSelectedBy><TypeName>Nothing</TypeName></ViewSelectedBy><WideControl><WideEntries><WideEntry><WideItem><PropertyName>Name</PropertyName></WideItem></WideEntry></WideEntries></WideControl></View></ViewDefinitions></Configuration>");
    }
}

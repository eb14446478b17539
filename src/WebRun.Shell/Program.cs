using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Shell;

/// <summary>Starts the real PowerShell with the module imported, connected to the emulator if there is no account.</summary>
internal static class Program
{
    private const int UsageError = 64;

    private static async Task<int> Main(string[] arguments)
    {
        var isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;
        var isQuickstart = arguments.Length == 0 && !isTerminal;
        var hasKey = Of("WEBRUN_API_KEY") is not null;
        if (!hasKey && !isQuickstart && Of("WEBRUN_BASE_URL") is not null)
        {
            return Refuse("WEBRUN_BASE_URL is set, but WEBRUN_API_KEY is not: set both, or remove WEBRUN_BASE_URL to work with the emulator.");
        }

        // This program lies in src/WebRun.Shell/bin/<configuration>/<framework>.
        var manifest = Of("WEBRUN_MODULE") ?? Path.GetFullPath(Beside("../../../../../out/WebRun.PowerShell/WebRun.PowerShell.psd1"));
        if (!File.Exists(manifest) || !File.Exists(PinnedPowerShell.Path))
        {
            return Refuse(File.Exists(manifest) ? PinnedPowerShell.IsMissing : $"The module is missing: '{manifest}' does not exist. Run `dotnet build` at the top of the repository.");
        }

        string[] ownArguments = isQuickstart ? ["-NoProfile", "-NonInteractive", "-File", Beside("Quickstart/Quickstart.ps1")] : ["-NoLogo"];
        var start = PinnedPowerShell.StartInfo(["-ConfigurationFile", Beside(isTerminal ? "Terminal.pssc" : "Script.pssc"), .. arguments.Length > 0 ? arguments : ownArguments]);
        start.Environment["WEBRUN_MODULE"] = manifest;

        // Jobs and parallel runspaces find the module by its name, as if it were installed.
        start.Environment["PSModulePath"] = string.Join(Path.PathSeparator, new[] { Path.GetDirectoryName(Path.GetDirectoryName(manifest)), Of("PSModulePath") }.OfType<string>());
        await using var emulator = hasKey && !isQuickstart ? null : await WebRunEmulator.StartAsync(new EmulatorOptions());
        if (emulator is not null)
        {
            Connect(start.Environment, emulator);
            Console.Error.WriteLine($"{(hasKey ? "The quickstart leaves WEBRUN_API_KEY alone" : "WEBRUN_API_KEY is not set")}: the emulator at {emulator.BaseUri} stands in for the service, and nothing is charged.");
        }

        if (arguments.Length == 0 && isTerminal)
        {
            Console.WriteLine($"PowerShell {PinnedPowerShell.Version} with WebRun.PowerShell. Type first:\n  Invoke-WebRunTask 'Go to google.com and search for Anthropic' -Live\n  Get-Help about_WebRun");
        }

        return await RunAsync(start);
    }

    private static void Connect(IDictionary<string, string?> environment, WebRunEmulator emulator)
    {
        environment["WEBRUN_API_KEY"] = $"enig_{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        environment["WEBRUN_BASE_URL"] = emulator.BaseUri.AbsoluteUri;

        // The sessions of this emulator end with it, so no other shell should warn about them.
        var state = Directory.CreateTempSubdirectory("webrun-shell-");
        environment["WEBRUN_STATE_PATH"] = state.FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(state);
    }

    private static void Delete(DirectoryInfo state)
    {
        try
        {
            state.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What pwsh has left running may still write there. A temporary folder may stay; the exit code may not be lost.
            return;
        }
    }

    /// <summary>Runs pwsh to its end, in the place of this program: it has the streams and the terminal, and signals reach it.</summary>
    private static async Task<int> RunAsync(ProcessStartInfo start)
    {
        using var shell = Process.Start(start)!;

        // Ctrl+C comes from the terminal to pwsh too; any other signal comes to this program alone.
        (PosixSignal Signal, int Number)[] forwarded = [(PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3), (PosixSignal.SIGTERM, 15)];
        var signals = forwarded.Select(signal => PosixSignalRegistration.Create(signal.Signal, context => Forward(context, signal.Number))).ToList();
        await shell.WaitForExitAsync();
        signals.ForEach(signal => signal.Dispose());
        return shell.ExitCode;

        void Forward(PosixSignalContext context, int number)
        {
            context.Cancel = true;
            if (!OperatingSystem.IsWindows() && (context.Signal == PosixSignal.SIGTERM || Console.IsInputRedirected))
            {
                _ = Kill(shell.Id, number);
            }
        }
    }

    private static string? Of(string variable) => Environment.GetEnvironmentVariable(variable) is var value && string.IsNullOrWhiteSpace(value) ? null : value;

    private static string Beside(string path) => Path.Combine(AppContext.BaseDirectory, path);

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return UsageError;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}

using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>Programs as a person starts them at the top of the repository, without an account.</summary>
internal static class Child
{
    /// <summary>The configuration that the tests were built in.</summary>
    public static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>How long it may take that nothing is heard of a program, or that it ends.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(5);

    /// <summary>What a program wrote, without what controls a terminal: the file of the test results cannot hold them, and would end there.</summary>
    public static string Plain(string text) => string.Concat(text.Where(c => !char.IsControl(c) || c is '\n' or '\t'));

    /// <summary>Starts a program with its streams in hand.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH");
        var start = new ProcessStartInfo(program == "dotnet" ? dotnet ?? program : program, arguments)
        {
            WorkingDirectory = Engine.Repository,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("WEBRUN_API_KEY");
        if (dotnet is not null)
        {
            // A tool looks for the runtime there.
            start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(dotnet);
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end, with nothing to read, and sees that it succeeds.</summary>
    public static async Task<(string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.True(process.ExitCode == 0, Plain($"{await output}\n{await error}"));
        return (await output, await error);
    }
}

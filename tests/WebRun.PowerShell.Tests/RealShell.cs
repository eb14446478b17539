using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;
using Xunit.Sdk;

namespace WebRun.PowerShell.Tests;

/// <summary>The pinned PowerShell in a process of its own that runs a script, as a user's does: with nothing to read, and with a state folder in which no other test leaves a session.</summary>
internal sealed class RealShell : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly DirectoryInfo _state;

    private RealShell(ProcessStartInfo start, DirectoryInfo state)
    {
        start.Environment["WEBRUN_STATE_PATH"] = state.FullName;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        (_process, _state) = (new Process { StartInfo = start }, state);
        _process.OutputDataReceived += (_, said) => Note(_output, said);
        _process.ErrorDataReceived += (_, said) => Note(_errors, said);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The id of its process.</summary>
    public int Id => _process.Id;

    /// <summary>The lines of its output so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>The lines of its errors so far.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Starts it, working with an emulator.</summary>
    /// <param name="emulator">The service.</param>
    /// <param name="script">What it runs once it has imported the module.</param>
    /// <param name="hearsInterrupt">Whether Ctrl+C must reach it.</param>
    public static RealShell Start(WebRunEmulator emulator, string script, bool hearsInterrupt = false)
    {
        var start = ExitTests.StartInfo(emulator, script);
        return new RealShell(hearsInterrupt ? start.HearsInterrupt() : start, Directory.CreateTempSubdirectory("webrun-shell-"));
    }

    /// <summary>Waits, while it runs, until something holds.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        try
        {
            await Eventually.HoldsAsync(() => condition() || _process.HasExited);
            Assert.True(condition(), "The shell has ended before.");
        }
        catch (XunitException e)
        {
            Assert.Fail($"{e.Message} The shell said: {string.Join('\n', [.. Output, .. Errors])}");
        }
    }

    /// <summary>Waits for its end, and for the last of its words.</summary>
    public Task ExitAsync() => _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Child.Patience);

    /// <summary>Ends it with all that it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await ExitAsync();
        _process.Dispose();
        _state.Delete(recursive: true);
    }

    private static void Note(ConcurrentQueue<string> lines, DataReceivedEventArgs said)
    {
        if (said.Data is { } line)
        {
            lines.Enqueue(line);
        }
    }
}

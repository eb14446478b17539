using System;
using System.Diagnostics;
using System.IO;

namespace WebRun.Benchmarks;

/// <summary>An emulator without limits in a process of its own, so that its memory and its work are not the module's.</summary>
internal sealed class EmulatorProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="options">Of its command line, beside the port.</param>
    public EmulatorProcess(params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Emulator.WebRunEmulator).Assembly.Location, "--port", "0", .. options]) { RedirectStandardOutput = true, UseShellExecute = false };
        _process = Process.Start(start)!;
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The emulator did not start.");
        Address = new Uri(line.Split(' ')[3]);
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}

using System;
using System.IO;

namespace WebRun.PowerShell.Tests;

/// <summary>A folder of a test's own, which goes with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("webrun-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Pipes and devices in the place of files are refused at once: to open or read one could take for ever.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-special-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Invoke-WebRunTask x -File {0}", "FileUnavailable")]
    [InlineData("New-WebRunSession x -File {0}", "FileUnavailable")]
    [InlineData("[pscustomobject]@{{ TaskDetails = 'x'; File = '{0}' }} | Invoke-WebRunTask", "FileUnavailable")]
    [InlineData("Send-WebRunFile {0}", "FileUnavailable")]
    [InlineData("Send-WebRunFile -LiteralPath {0}", "FileUnavailable")]
    [InlineData("Send-WebRunEnvironmentProfile e1 {0} -Confirm:0", "FileUnavailable")]
    [InlineData("Invoke-WebRunTask x -JournalPath {0}", "FileUnavailable")]
    [InlineData("Get-WebRunJournal {0}", "FileUnavailable")]
    [InlineData("Get-WebRunJournal -LiteralPath {0}", "FileUnavailable")]
    [InlineData("Register-WebRunMcpServer -Path {0} -Client Cursor", "InvalidParameter")]
    public async Task Command_refuses_what_is_no_file(string command, string id)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows a pipe's path is not one of a file.");
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        await MakePipeAsync("pipe");
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), Path.Combine(_folder, "pipe"));

        foreach (var path in new[] { Path.Combine(_folder, "pipe"), Path.Combine(_folder, "link"), "/dev/zero", "/dev/random" })
        {
            var result = engine.Run(string.Format(null, command, path));

            Assert.Equal(id, result.ErrorId);
            Assert.Contains("It is a pipe or a device, not a file.", $"{result.Errors[0]}", StringComparison.Ordinal);
        }

        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Path_that_no_file_can_have_is_an_error_that_names_the_parameter()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Set("path", Path.Combine(_folder, "a\0b"));

        foreach (var (command, parameter) in new[]
        {
            ("Invoke-WebRunTask x -JournalPath $path", "JournalPath"),
            ("Get-WebRunJournal $path", "Path"),
            ("Get-WebRunJournal -LiteralPath $path", "LiteralPath"),
            ("Register-WebRunMcpServer -Path $path", "Path"),
            ("Unregister-WebRunMcpServer -Path $path", "Path"),
            ("Send-WebRunFile $path", "Path"),
            ("Invoke-WebRunTask x -File $path", "File"),
            ("Save-WebRunEnvironmentProfile e1 -Destination $path", "Destination"),
            ("Send-WebRunEnvironmentProfile e1 $path -Confirm:0", "Path"),
        })
        {
            var result = engine.Run(command);

            Assert.Equal((command, "InvalidParameter"), (command, result.ErrorId));
            Assert.Contains($"The {parameter} '", $"{result.Errors[0]}", StringComparison.Ordinal);
        }

        Assert.Empty(emulator.Recorder.Requests);
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });

    private async Task MakePipeAsync(string name)
    {
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(_folder, name)]);
        await mkfifo.WaitForExitAsync();
        Assert.Equal(0, mkfifo.ExitCode);
    }
}

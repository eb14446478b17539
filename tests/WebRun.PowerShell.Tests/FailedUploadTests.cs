using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Files that do not reach the service with Send-WebRunFile: each is an error of its own, and nothing is sent twice.</summary>
public sealed class FailedUploadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-failed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("missing.txt", "FileUnavailable", ErrorCategory.ObjectNotFound)]
    [InlineData("no/such/folder.txt", "FileUnavailable", ErrorCategory.ObjectNotFound)]
    [InlineData("*.none", "FileUnavailable", ErrorCategory.ObjectNotFound)]
    [InlineData("empty.txt", "InvalidParameter", ErrorCategory.InvalidArgument)]
    [InlineData("folder", "InvalidParameter", ErrorCategory.InvalidArgument)]
    [InlineData("locked.txt", "FileUnavailable", ErrorCategory.OpenError)]
    [InlineData("env:PATH", "InvalidParameter", ErrorCategory.InvalidArgument)]
    [InlineData("nodrive:/x", "InvalidParameter", ErrorCategory.InvalidArgument)]
    public async Task Bad_file_is_an_error_of_its_own_and_the_others_go_on(string path, string id, ErrorCategory category)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("good.txt", "x");
        Write("empty.txt", "");
        Write("locked.txt", "x");
        Directory.CreateDirectory(Path.Combine(_folder, "folder"));
        using var locked = new FileStream(Path.Combine(_folder, "locked.txt"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var result = engine.Run($"'{path}', 'good.txt' | Send-WebRunFile");

        Assert.Equal(id, result.ErrorId);
        Assert.Equal(category, result.Errors[0].CategoryInfo.Category);
        Assert.EndsWith(path, $"{result.Errors[0].TargetObject}", StringComparison.Ordinal);
        Assert.Equal("good.txt", result["FileName"]);
        Assert.Single(emulator.Recorder.Uploads);
    }

    [Fact]
    public async Task File_without_the_right_to_read_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "The administrator may read all.");
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "x");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder, "a.txt"), UnixFileMode.None);
        }

        var result = engine.Run("Send-WebRunFile a.txt");

        Assert.Equal(("FileUnavailable", ErrorCategory.PermissionDenied), (result.ErrorId, result.Errors[0].CategoryInfo.Category));
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task File_that_is_too_large_for_the_service_does_not_take_the_others_along()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "a");
        Write("b.txt", "b");
        Write("c.txt", "c");
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 413, Count = 2, PathPrefix = "/files/" });

        // Refused are the three together, and then the first alone.
        var result = engine.Run("Send-WebRunFile *.txt");

        Assert.Equal(("FileTooLarge", ErrorCategory.LimitsExceeded), (result.ErrorId, result.Errors[0].CategoryInfo.Category));
        Assert.Equal(Path.Combine(_folder, "a.txt"), result.Errors[0].TargetObject);
        Assert.Equal(["b.txt", "c.txt"], result.Output.Select(f => $"{f}"));
    }

    [Theory]
    [InlineData(FaultKind.CutAfter, 200)]
    [InlineData(FaultKind.StatusAfter, 502)]
    public async Task Upload_whose_outcome_is_unknown_is_not_sent_again(FaultKind kind, int status)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "a");
        emulator.Faults.Add(new Fault { Kind = kind, Status = status, PathPrefix = "/files/" });

        var result = engine.Run("Send-WebRunFile a.txt");

        Assert.Equal("OutcomeUnknown", result.ErrorId);
        Assert.Contains("second", $"{result.Errors[0]}", StringComparison.Ordinal);
        Assert.Equal(Path.Combine(_folder, "a.txt"), result.Errors[0].TargetObject);
        Assert.Single(emulator.Recorder.Uploads);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Upload_that_was_refused_for_now_is_sent_again(int status)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "content");
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = status, PathPrefix = "/files/" });

        engine.Run("Send-WebRunFile a.txt").MustSucceed();

        Assert.Equal("content", Encoding.UTF8.GetString(emulator.Recorder.Uploads.Single().Content.Span));
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);

    /// <summary>An engine whose location is the folder; the process's own is another.</summary>
    private Engine Here(WebRunEmulator emulator)
    {
        var engine = new Engine(emulator);
        engine.Run($"$ExecutionContext.SessionState.Path.SetLocation('{_folder}') | Out-Null").MustSucceed();
        return engine;
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
}

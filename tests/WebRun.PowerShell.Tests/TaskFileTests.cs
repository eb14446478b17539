using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>-File of the commands that give tasks: what is an id, what a path, and that no task starts without its files.</summary>
public sealed class TaskFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-task-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Invoke-WebRunTask 'x [[duration=1ms]]'")]
    [InlineData("New-WebRunSession 'x [[duration=1ms]]' -KeepAlive")]
    [InlineData("Send-WebRunTask 'x [[duration=1ms]]' $s")]
    public async Task Tasks_get_ids_objects_and_local_files(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "a");
        Write("b.txt", "b");
        Write("plain", "c");
        engine.Run("$s = (New-WebRunSession -KeepAlive).SessionId; $up = Send-WebRunFile a.txt; $clone = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($up))").MustSucceed();

        engine.Run($"{command} -File $up.FileId, $up, $clone, b.txt, ([IO.FileInfo]\"$PWD/plain\"), plain, '[ab].txt'").MustSucceed();

        var ids = emulator.Recorder.Uploads.Select(u => u.FileId).ToList();
        Assert.Equal(["a.txt", "b.txt", "plain", "plain", "a.txt", "b.txt"], emulator.Recorder.Uploads.Select(u => u.OriginalName));
        Assert.Equal([ids[0], ids[0], ids[0], .. ids.Skip(1)], emulator.Recorder.Tasks.Single().FileIds);
    }

    [Fact]
    public async Task Local_files_are_uploaded_once_for_all_tasks()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "a");

        engine.Run("'x [[duration=1ms]]', 'y [[duration=1ms]]' | Invoke-WebRunTask -File a.txt").MustSucceed();

        var id = emulator.Recorder.Uploads.Single().FileId;
        Assert.Equal([[id], [id]], emulator.Recorder.Tasks.Select(t => t.FileIds));
    }

    [Theory]
    [InlineData("missing.txt", "FileUnavailable")]
    [InlineData("none/*", "FileUnavailable")]
    [InlineData("empty.txt", "InvalidParameter")]
    [InlineData(".", "InvalidParameter")]
    [InlineData("two words", "InvalidParameter")]
    [InlineData("env:PATH", "InvalidParameter")]
    [InlineData("''", "InvalidParameter")]
    [InlineData("$task", "InvalidParameter")]
    public async Task Bad_file_of_a_task_is_refused_before_anything_is_sent(string file, string id)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "a");
        Write("empty.txt", "");

        var argument = file[0] is '$' or '\'' ? file : $"'{file}'";
        var result = engine.Run($"$task = [pscustomobject]@{{ FileName = 'x'; DownloadUrl = 'y' }}; 'a', 'b' | Invoke-WebRunTask -File a.txt, {argument}");

        Assert.StartsWith(id, result.ErrorId, StringComparison.Ordinal);
        Assert.Contains(file[0] is '\'' || id == "InvalidParameter" && file is not ("empty.txt" or ".") ? "File" : file, result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Task_is_not_started_when_its_file_does_not_arrive()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "a");
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, PathPrefix = "/files/" });

        var result = engine.Run("'x', 'y' | Invoke-WebRunTask -File a.txt");

        Assert.All(result.Errors, e => Assert.StartsWith("OutcomeUnknown", e.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal((2, 1, 0), (result.Errors.Count, emulator.Recorder.Uploads.Count, emulator.Recorder.StartedTasks));
    }

    [Fact]
    public async Task Files_that_are_too_large_together_go_in_smaller_requests()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "a");
        Write("b.txt", "b");
        Write("c.txt", "c");
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 413, PathPrefix = "/files/" });

        engine.Run("Invoke-WebRunTask 'x [[duration=1ms]]' -File *.txt").MustSucceed();

        Assert.Equal(["a.txt", "b.txt", "c.txt"], emulator.Recorder.Uploads.Select(u => u.OriginalName));
        Assert.Equal(emulator.Recorder.Uploads.Select(u => u.FileId), emulator.Recorder.Tasks.Single().FileIds);
    }

    [Fact]
    public async Task File_that_is_too_large_alone_is_named_and_no_task_is_started()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "a");
        Write("b.txt", "b");
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 413, Count = 2, PathPrefix = "/files/" });

        var result = engine.Run("Invoke-WebRunTask x -File *.txt");

        Assert.Equal("FileTooLarge", result.ErrorId);
        Assert.Contains(Path.Combine(_folder, "a.txt"), result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (emulator.Recorder.Uploads.Count, emulator.Recorder.StartedTasks));
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

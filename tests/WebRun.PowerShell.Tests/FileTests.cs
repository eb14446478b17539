using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Send-WebRunFile, Get-WebRunFile and Remove-WebRunFile: what reaches the service, and what an environment keeps.</summary>
public sealed class FileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Send-WebRunFile a.txt, b.txt")]
    [InlineData("Send-WebRunFile *.txt")]
    [InlineData("'a.txt', './b.txt' | Send-WebRunFile")]
    [InlineData("'a.txt', 'b.txt' | ForEach-Object { [pscustomobject]@{ PSPath = \"Microsoft.PowerShell.Core\\FileSystem::$PWD/$_\" } } | Send-WebRunFile")]
    [InlineData("[IO.FileInfo]\"$PWD/a.txt\", [IO.FileInfo]\"$PWD/b.txt\" | Send-WebRunFile")]
    [InlineData("[pscustomobject]@{ Path = 'a.txt' }, [pscustomobject]@{ Path = 'b.txt' } | Send-WebRunFile")]
    [InlineData("Send-WebRunFile Microsoft.PowerShell.Core\\FileSystem::$PWD/?.txt")]
    [InlineData("Send-WebRunFile -LiteralPath a.txt, b.txt")]
    public async Task Files_go_up_several_in_a_request(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "first");
        Write("b.txt", "second");
        Directory.CreateDirectory(Path.Combine(_folder, "folder.txt"));

        var files = engine.Run(command).MustSucceed().Output;

        Assert.Equal([("a.txt", 5L), ("b.txt", 6L)], files.Select(f => ((string)f.Properties["FileName"].Value, (long)f.Properties["Size"].Value)));
        Assert.Equal(emulator.Recorder.Uploads.Select(u => u.FileId), files.Select(f => f.Properties["FileId"].Value));
        Assert.Equal(["first", "second"], emulator.Recorder.Uploads.Select(u => Encoding.UTF8.GetString(u.Content.Span)));
        Assert.Single(emulator.Recorder.Requests);
    }

    [Theory]
    [InlineData("a b.txt")]
    [InlineData("[x] 'quoted'.txt")]
    [InlineData("Ünïcödé 😀.pdf")]
    [InlineData("semi;colon=1.txt")]
    public async Task Names_arrive_as_they_are(string name)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write(name, "x");

        engine.Set("name", name);
        var file = engine.Run("Send-WebRunFile -LiteralPath $name").MustSucceed();

        Assert.Equal(name, emulator.Recorder.Uploads.Single().OriginalName);
        Assert.Equal(name, file["FileName"]);
    }

    [Fact]
    public async Task Many_files_go_in_few_requests()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        foreach (var number in Enumerable.Range(0, 45))
        {
            Write($"{number:00}.txt", $"{number}");
        }

        var files = engine.Run("Send-WebRunFile *").MustSucceed().Output;

        Assert.Equal(45, files.Count);
        Assert.Equal(3, emulator.Recorder.Requests.Count);
    }

    [Fact]
    public async Task Environment_keeps_files_until_they_are_removed()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        var environment = await EnvironmentAsync(emulator);
        Write("a.txt", "first");
        Write("b.txt", "second");

        engine.Run($"Send-WebRunFile *.txt -EnvironmentId {environment}").MustSucceed();
        var listed = engine.Run($"Get-WebRunFile {environment}").MustSucceed().Output;
        // The first answer is lost, and the second finds it done.
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, Method = "DELETE" });
        engine.Run($"Get-WebRunFile {environment} | Where-Object FileName -eq a.txt | Remove-WebRunFile").MustSucceed();

        Assert.Equal(["a.txt", "b.txt"], listed.Select(f => f.Properties["FileName"].Value));
        Assert.All(listed, f => Assert.Equal((environment, true), (f.Properties["EnvironmentId"].Value, f.Properties["CreatedAt"].Value is DateTimeOffset)));
        Assert.Equal(["b.txt"], engine.Run($"Get-WebRunFile -EnvironmentId {environment}").Output.Select(f => $"{f}"));
        Assert.Equal([false, true], emulator.Recorder.Uploads.Select(u => u.IsThere));
    }

    [Theory]
    [InlineData("Get-WebRunFile nothing", "NotFound")]
    [InlineData("Remove-WebRunFile nothing nothing", "NotFound")]
    [InlineData("Get-WebRunFile 'a/b'", "InvalidParameter")]
    [InlineData("Remove-WebRunFile e '../x'", "InvalidParameter")]
    [InlineData("Send-WebRunFile a.txt -EnvironmentId 'a/b'", "InvalidParameter")]
    [InlineData("Send-WebRunFile a.txt -EnvironmentId nothing", "InvalidParameter")]
    public async Task Environment_that_is_not_there_is_an_error(string command, string id)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "first");

        Assert.Equal(id, engine.Run(command).ErrorId);
        Assert.Empty(emulator.Recorder.Uploads);
    }

    [Fact]
    public async Task WhatIf_sends_and_removes_nothing()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        Write("a.txt", "a");

        engine.Run("Send-WebRunFile a.txt -WhatIf; Invoke-WebRunTask x -File a.txt -WhatIf; Remove-WebRunFile e f -WhatIf").MustSucceed();

        Assert.Empty(emulator.Recorder.Requests);
        File.Delete(Path.Combine(_folder, "a.txt"));
    }

    [Fact]
    public async Task Progress_is_in_bytes()
    {
        // All of the file has arrived, and its answer waits until that has been shown.
        using var shown = new ManualResetEventSlim();
        await using var emulator = await StartAsync(request =>
        {
            if (request.Path == "/files/upload")
            {
                shown.Wait(TimeSpan.FromMinutes(2));
            }
        });
        using var engine = Here(emulator);
        Write("a.txt", new string('x', 2048));
        using var shell = engine.Create("Send-WebRunFile a.txt");
        var progress = shell.Streams.Progress;
        progress.DataAdded += (_, added) =>
        {
            if (IsWhole(progress[added.Index]))
            {
                shown.Set();
            }
        };

        var result = Engine.Run(shell).MustSucceed();

        Assert.Contains(result.Streams.Progress, IsWhole);
        Assert.Equal(ProgressRecordType.Completed, result.Streams.Progress.Last().RecordType);

        static bool IsWhole(ProgressRecord p) => p.StatusDescription.StartsWith("2.0 KB of 2.0 KB", StringComparison.Ordinal) && p.PercentComplete == 100 && p.CurrentOperation == "a.txt";
    }

    [Fact]
    public void Sizes_are_shown_in_units_of_1024()
    {
        using var engine = new Engine();

        var shown = engine.Run("$null, 0, 1023, 1024, 1.5MB, 2GB | ForEach-Object { [WebRun.PowerShell.Display]::Size($_) }").MustSucceed();

        Assert.Equal(["", "0 B", "1023 B", "1.0 KB", "1.5 MB", "2.0 GB"], shown.Output.Select(o => $"{o}"));
    }

    private static async Task<string> EnvironmentAsync(WebRunEmulator emulator)
    {
        using var http = new System.Net.Http.HttpClient { DefaultRequestHeaders = { { "Authorization", $"Bearer {Engine.Key}" } } };
        using var body = new System.Net.Http.StringContent("""{"name":"e"}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(emulator.BaseUri, "environments"), body);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("environment").GetProperty("_id").GetString()!;
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);

    /// <summary>An engine whose location is the folder; the process's own is another.</summary>
    private Engine Here(WebRunEmulator emulator)
    {
        var engine = new Engine(emulator);
        engine.Run($"$ExecutionContext.SessionState.Path.SetLocation('{_folder}') | Out-Null").MustSucceed();
        return engine;
    }

    private static Task<WebRunEmulator> StartAsync(Action<RequestRecord>? onRequest = null) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, OnRequest = onRequest });
}

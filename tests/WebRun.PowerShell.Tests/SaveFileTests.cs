using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Save-WebRunFile: what is saved where, under which name, and that nothing half-written is left.</summary>
public sealed class SaveFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-save-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("$t | Save-WebRunFile")]
    [InlineData("$t.Files | Save-WebRunFile")]
    [InlineData("$t | Save-WebRunFile .")]
    [InlineData("Save-WebRunFile . $t")]
    [InlineData("Save-WebRunFile -InputObject $t")]
    [InlineData("Save-WebRunFile -InputObject $t.Files -Destination .")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($t)) | Save-WebRunFile")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($t.Files)) | Save-WebRunFile")]
    [InlineData("$t | ConvertTo-Csv | ConvertFrom-Csv | Save-WebRunFile")]
    [InlineData("$t | ConvertTo-Json -Depth 4 | ConvertFrom-Json | Save-WebRunFile")]
    [InlineData("$t.Files | ForEach-Object { [pscustomobject]@{ FileName = $_.FileName; DownloadUrl = $_.DownloadUrl } } | Save-WebRunFile")]
    public async Task Files_of_tasks_are_saved_in_the_current_location(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt,report.zip:5MB");

        var saved = engine.Run($"{command} -PassThru").MustSucceed().Output.Select(o => (FileInfo)o.BaseObject).ToList();

        Assert.Equal([Path.Combine(_folder, "a.txt"), Path.Combine(_folder, "report.zip")], saved.Select(f => f.FullName));
        Assert.Equal(["a.txt", "report.zip"], Names());
        await Eventually.HoldsAsync(() => emulator.Recorder.Downloads.All(d => d.Sha256 is not null));
        Assert.Equal(emulator.Recorder.Downloads.Select(d => d.Sha256), saved.Select(f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f.FullName)))));
        Assert.All(emulator.Recorder.Downloads, d => Assert.True(d.HadAuthorization));
    }

    [Fact]
    public async Task Destination_is_created_and_nothing_comes_out_without_PassThru()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt");

        Assert.Empty(engine.Run("$t | Save-WebRunFile -Destination 'new [1]/folder'").MustSucceed().Output);

        Assert.True(File.Exists(Path.Combine(_folder, "new [1]", "folder", "a.txt")));
    }

    [Fact]
    public async Task Hostile_names_stay_in_the_folder()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, """["../../x","C:\\y","con","aux.txt","a:b","dots. . ","n\u0000\nl","r\u202egpj.exe","","..",".profile",{"size":"1"},"same.txt","SAME.TXT","LONG"]""".Replace("LONG", new string('x', 300), StringComparison.Ordinal));

        engine.Run("$t | Save-WebRunFile -Destination in").MustSucceed();

        Assert.Equal(["in"], Names());
        Assert.Equal(
            ["x", "y", "_con", "_aux.txt", "a_b", "dots", "n__l", "r_gpj.exe", "download", "download (2)", "_profile", "download (3)", "same.txt", "SAME (2).TXT", new string('x', 199)],
            Directory.GetFiles(Path.Combine(_folder, "in")).OrderBy(File.GetLastWriteTimeUtc).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Foreign_host_never_gets_the_key()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, """[{"name":"a.txt","foreign":true},{"name":"b.txt","chunked":true,"size":"3MB"}]""");

        engine.Run("$t | Save-WebRunFile").MustSucceed();

        Assert.Equal([("localhost", false), ("127.0.0.1", true)], emulator.Recorder.Downloads.Select(d => (d.Host.Split(':')[0], d.HadAuthorization)));
        Assert.Equal(3 * 1024 * 1024, new FileInfo(Path.Combine(_folder, "b.txt")).Length);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://files.example/x")]
    [InlineData("ftp://files.example/x")]
    public async Task Unsafe_address_is_an_error_and_the_others_go_on(string url)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, $$"""[{"name":"a.txt","url":"{{url}}"},"b.txt"]""");

        var result = engine.Run("$t | Save-WebRunFile");

        Assert.Equal("UnsafeAddress", result.ErrorId);
        Assert.Equal("a.txt", $"{result.Errors[0].TargetObject}");
        Assert.Equal(["b.txt"], Names());
    }

    [Fact]
    public async Task Existing_file_stays_unless_forced()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt,b.txt");
        File.WriteAllText(Path.Combine(_folder, "a.txt"), "mine");

        var result = engine.Run("$t | Save-WebRunFile");

        Assert.Equal(("FileExists", ErrorCategory.ResourceExists), (result.ErrorId, result.Errors[0].CategoryInfo.Category));
        Assert.Equal(Path.Combine(_folder, "a.txt"), result.Errors[0].TargetObject);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder, "a.txt")));
        Assert.Equal(["a.txt", "b.txt"], Names());
        engine.Run("$t | Save-WebRunFile -Force").MustSucceed();
        Assert.Contains("of task", File.ReadAllText(Path.Combine(_folder, "a.txt")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report.pdf", true)]
    [InlineData("data.ZIP", true)]
    [InlineData("prices.csv", true)]
    [InlineData("page.HTML", false)]
    [InlineData("notes.txt", false)]
    [InlineData("plain", false)]
    public async Task Web_page_in_place_of_a_file_is_told(string name, bool isTold)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, name);
        emulator.Faults.Add(new Fault { Kind = FaultKind.HtmlBody, PathPrefix = "/downloads/" });

        var result = engine.Run("$t | Save-WebRunFile").MustSucceed();

        Assert.Equal([name], Names());
        Assert.Equal(isTold ? 1 : 0, result.Streams.Warning.Count);
        Assert.All(result.Streams.Warning, warning => Assert.Matches($"'{name}' .* web page \\(text/html; charset=utf-8\\).* link has expired", warning.Message));
    }

    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden")]
    [InlineData(404, "NotFound")]
    [InlineData(410, "NotFound")]
    public async Task Refused_download_says_that_links_expire(int status, string id)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt");
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = status, PathPrefix = "/downloads/" });

        var result = engine.Run("$t | Save-WebRunFile");

        Assert.Equal(id, result.ErrorId);
        Assert.Equal(status != 401, $"{result.Errors[0]}".Contains("Get the task again", StringComparison.Ordinal));
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Signal_leaves_nothing_half_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "big.bin:10GB");
        engine.Run($"$t | ConvertTo-Json -Depth 5 | Set-Content '{_folder}/task.json'").MustSucceed();
        using var shell = Process.Start(ExitTests.StartInfo(emulator, $"Get-Content -Raw '{_folder}/task.json' | ConvertFrom-Json | Save-WebRunFile '{_folder}/in'"))!;

        await Eventually.HoldsAsync(() => Directory.Exists(Path.Combine(_folder, "in")) && Directory.EnumerateFiles(Path.Combine(_folder, "in")).Any());
        await Signals.SendAsync("TERM", shell.Id);
        await shell.WaitForExitAsync();

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "in")));
    }

    [Theory]
    [InlineData("file.txt")]
    [InlineData("file.txt/below")]
    [InlineData("/proc/self")]
    public async Task Folder_that_takes_no_file_is_an_error(string destination)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && destination[0] == '/', "There is no such folder.");
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt");
        File.WriteAllText(Path.Combine(_folder, "file.txt"), "mine");

        var result = engine.Run($"$t | Save-WebRunFile -Destination {destination}");

        Assert.Equal("FileUnavailable", result.ErrorId);
        Assert.EndsWith("a.txt", $"{result.Errors[0].TargetObject}", StringComparison.Ordinal);
        Assert.Equal(["file.txt"], Names());
    }

    [Fact]
    public async Task Folder_without_the_right_to_write_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "The administrator may write anywhere.");
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt");
        var closed = Directory.CreateDirectory(Path.Combine(_folder, "closed"));
        if (!OperatingSystem.IsWindows())
        {
            closed.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        }

        var result = engine.Run("$t | Save-WebRunFile -Destination closed");

        Assert.Equal(("FileUnavailable", ErrorCategory.PermissionDenied), (result.ErrorId, result.Errors[0].CategoryInfo.Category));
        Assert.Empty(closed.GetFiles());
    }

    [Theory]
    [InlineData("a.txt:3MB")]
    [InlineData("""[{"name":"a.txt","size":"3MB","chunked":true}]""")]
    public async Task File_that_is_larger_than_allowed_leaves_nothing(string files)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, files);

        var result = engine.Run("$t | Save-WebRunFile -MaxSize 2MB");

        Assert.Equal(("FileTooLarge", ErrorCategory.LimitsExceeded), (result.ErrorId, result.Errors[0].CategoryInfo.Category));
        Assert.Equal(Path.Combine(_folder, "a.txt"), result.Errors[0].TargetObject);
        Assert.Empty(Names());
        engine.Run("$t | Save-WebRunFile -MaxSize 3MB").MustSucceed();
    }

    [Fact]
    public async Task Download_that_is_cut_is_tried_again_and_leaves_nothing()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt:3MB");
        emulator.Faults.Add(new Fault { Kind = FaultKind.BrokenBody, PathPrefix = "/downloads/", Count = 5 });

        var result = engine.Run("$t | Save-WebRunFile");

        Assert.Equal("ConnectionFailed", result.ErrorId);
        Assert.Equal("a.txt", $"{result.Errors[0].TargetObject}");
        Assert.Empty(Names());
        engine.Run("$t | Save-WebRunFile").MustSucceed();
        Assert.Equal(3 * 1024 * 1024, new FileInfo(Path.Combine(_folder, "a.txt")).Length);
    }

    [Fact]
    public async Task Ctrl_C_leaves_nothing()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt:64GB");
        using var shell = engine.Create("$t | Save-WebRunFile -MaxSize 100GB");
        shell.BeginInvoke();

        await Eventually.HoldsAsync(() => Names().Length == 1);
        shell.Stop();

        await Eventually.HoldsAsync(() => Names().Length == 0);
    }

    [Theory]
    [InlineData("'https://files.example/x' | Save-WebRunFile", "InvalidParameter")]
    [InlineData("1 | Save-WebRunFile", "InvalidParameter")]
    [InlineData("[pscustomobject]@{ FileName = 'x'; DownloadUrl = $null } | Save-WebRunFile", "InvalidParameter")]
    [InlineData("[pscustomobject]@{ FileName = 'x'; DownloadUrl = 'x/y' } | Save-WebRunFile", "InvalidParameter")]
    [InlineData("$t | Save-WebRunFile -Destination env:", "InvalidParameter")]
    [InlineData("$t | Save-WebRunFile -Destination ''", "ParameterArgumentValidationError")]
    [InlineData("$t | Save-WebRunFile -MaxSize 0", "ParameterArgumentValidationError")]
    public async Task Bad_input_is_an_error_and_fetches_nothing(string command, string id)
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt");

        Assert.Equal(id, engine.Run(command).ErrorId);
        Assert.Empty(emulator.Recorder.Downloads);
    }

    [Fact]
    public async Task WhatIf_saves_nothing_and_a_task_without_files_has_nothing_to_save()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator, "a.txt");

        engine.Run("$t | Save-WebRunFile -Destination new -WhatIf; Invoke-WebRunTask 'x [[duration=1ms]]' | Save-WebRunFile").MustSucceed();

        Assert.Empty(Names());
        Assert.Empty(emulator.Recorder.Downloads);
    }

    private string?[] Names() => [.. Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)];

    /// <summary>An engine whose location is the folder, with a task $t that has left files.</summary>
    private Engine Here(WebRunEmulator emulator, string files)
    {
        var engine = new Engine(emulator);
        engine.Set("text", $"x [[duration=1ms; files={files}]]");
        engine.Run($"$ExecutionContext.SessionState.Path.SetLocation('{_folder}') | Out-Null; $t = Invoke-WebRunTask $text").MustSucceed();
        return engine;
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
}

using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;
using WebRun.Storage;

namespace WebRun.Client.Tests;

/// <summary>The file through which all processes share a limit, and whatever is in its place.</summary>
public sealed class RateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-rate-").FullName;
    private readonly TestClock _time = new();

    public void Dispose() => BackgroundWork.Delete(_folder);

    [Fact]
    public async Task Folder_that_cannot_be_used_leaves_the_gate_to_this_process()
    {
        await using var emulator = await StartAsync();
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var client = Client(emulator, state: Path.Combine(file, "below"));

        var work = Enumerable.Range(0, 10).Select(_ => OpenAsync(client)).ToList();
        await Eventually.HoldsAsync(() => work.Count(task => task.IsCompleted) == 9 && client.RateWait?.Requests == 1);

        Assert.Equal(9, emulator.Recorder.Requests.Count);
    }

    [Fact]
    public async Task File_that_another_process_uses_is_waited_for()
    {
        await using var emulator = await StartAsync();
        await OpenAsync(Client(emulator));
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "rate")));
        var used = PrivateFile.TryOpenAlone(path);
        Assert.NotNull(used);
        Assert.Null(PrivateFile.TryOpenAlone(path));

        var work = OpenAsync(Client(emulator));
        Assert.False(work.IsCompleted);
        await used.DisposeAsync();
        await work;
    }

    [Fact]
    public async Task File_is_private_and_holds_no_key()
    {
        await using var emulator = await StartAsync();
        await OpenAsync(Client(emulator));

        var path = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "rate")));

        Assert.DoesNotContain(FakeService.Key, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) + path, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows() && !ClientHalf.IsOfFramework)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_somebody_else_put_in_the_place_of_the_file_is_left_alone(bool isPipe)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || ClientHalf.IsOfFramework, "On Windows a pipe's path is not one of a file, and only an administrator makes links.");
        await using var emulator = await StartAsync();
        await OpenAsync(Client(emulator));
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "rate")));
        var other = Path.Combine(_folder, "other");
        File.Move(path, other);
        var before = await File.ReadAllBytesAsync(other, TestContext.Current.CancellationToken);
        using var make = Process.Start(isPipe ? "mkfifo" : "ln", isPipe ? [path] : ["-s", other, path]);
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);

        var client = Client(emulator);
        await OpenAsync(client);

        Assert.Equal(2, emulator.Recorder.OpenSessions);
        Assert.Equal(before, await File.ReadAllBytesAsync(other, TestContext.Current.CancellationToken));
        Assert.All(client.GetSessions(), session => Assert.NotNull(session.SessionId));
    }

    private static Task<WebRunSession> OpenAsync(WebRunClient client) => client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true);

    private Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { SessionLimit = 0, InlineWindow = TimeSpan.Zero, IdleTimeout = TimeSpan.FromHours(1), TimeProvider = _time });

    private WebRunClient Client(WebRunEmulator emulator, string? state = null) =>
        new(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri, StatePath = state ?? _folder, Clock = _time });
}

using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The picture that Show-WebRunSession opens: the right address in a browser, and in the emulator a page with the session's life.</summary>
public sealed class PageTests : IDisposable
{
    private static readonly string? Chromium = OnPath("chromium") ?? OnPath("chromium-browser") ?? OnPath("google-chrome");
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Page_shows_tasks_events_and_cost()
    {
        Assert.SkipWhen(Chromium is null, "There is no Chromium on this machine.");
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);
        var session = engine.Run("$s = New-WebRunSession; $null = $s | Send-WebRunTask 'look at <this> [[duration=50ms; result=seen & done; cost=0.5]]' -Wait; $s").MustSucceed();
        var page = ((dynamic)session.Single.Properties["Streaming"].Value).WebViewUrl;

        var start = new ProcessStartInfo(
            Chromium!,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--user-data-dir={_folder}", "--virtual-time-budget=3000", "--dump-dom", (string)page,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var browser = Process.Start(start)!;
        var errors = browser.StandardError.ReadToEndAsync();
        var dom = await browser.StandardOutput.ReadToEndAsync();
        await errors;

        Assert.Contains("look at &lt;this&gt;", dom, StringComparison.Ordinal);
        Assert.Contains("seen &amp; done", dom, StringComparison.Ordinal);
        Assert.Contains("$0.50", dom, StringComparison.Ordinal);
        Assert.Contains((string)session["SessionId"]!, dom, StringComparison.Ordinal);
        engine.Run("$s | Stop-WebRunSession").MustSucceed();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Show_opens_the_browser_or_says_that_there_is_none(bool hasBrowser)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lets a test choose the browser.");
        var opened = Path.Combine(_folder, "opened");
        if (hasBrowser && !OperatingSystem.IsWindows())
        {
            var opener = Path.Combine(_folder, "xdg-open");
            await File.WriteAllTextAsync(opener, $"#!/bin/sh\necho \"$1\" > '{opened}.part' && mv '{opened}.part' '{opened}'\n");
            File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await using var emulator = await WebRunEmulator.StartAsync();
        var start = ExitTests.StartInfo(emulator, "New-WebRunSession | Show-WebRunSession -PassThru | ForEach-Object AbsoluteUri; if ($Error) { $Error[0].FullyQualifiedErrorId }");
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["PATH"] = hasBrowser ? _folder + ":/bin" : _folder;
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var said = (await shell.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await errors;

        Assert.StartsWith($"{emulator.BaseUri}emulator/view/", said[0], StringComparison.Ordinal);
        if (hasBrowser)
        {
            await Eventually.HoldsAsync(() => File.Exists(opened));
            Assert.Equal(said[0], (await File.ReadAllTextAsync(opened)).Trim());
        }
        else
        {
            Assert.Equal("BrowserNotFound,WebRun.PowerShell.ShowWebRunSessionCommand", said[1]);
        }
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

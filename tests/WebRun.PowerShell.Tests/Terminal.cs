using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>A terminal of tmux's in which a program runs: keys go in, and the screen is read.</summary>
internal sealed class Terminal : IDisposable
{
    private const string Program = "tmux";
    private readonly TemporaryFolder _folder = new();

    private Terminal()
    {
    }

    /// <summary>Starts a program in a terminal of 120 columns and 40 rows, at the top of the repository.</summary>
    public static async Task<Terminal> StartAsync(string command)
    {
        Assert.SkipUnless(IsThere, "There is no tmux on this machine.");
        var terminal = new Terminal();
        await terminal.TmuxAsync("new-session", "-d", "-x", "120", "-y", "40", "-c", Engine.Repository, command);
        return terminal;
    }

    private static bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>Writes every byte that reaches the terminal from now on to a file.</summary>
    public Task RecordAsync(string file) => TmuxAsync("pipe-pane", $"cat > '{file}'");

    /// <summary>Types text, or presses a key by tmux's name for it.</summary>
    public Task TypeAsync(params string[] keys) => TmuxAsync(["send-keys", .. keys]);

    /// <summary>Waits until the screen shows something, and gives the screen.</summary>
    public async Task<string> ShowsAsync(Func<string, bool> condition, string what)
    {
        var end = DateTime.UtcNow.AddMinutes(2);
        while (true)
        {
            var screen = await ScreenAsync();
            if (condition(screen))
            {
                return screen;
            }

            Assert.True(DateTime.UtcNow < end, $"The screen did not show {what} within 2 minutes:\n{string.Join('\n', screen.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(8))}");
            await Task.Delay(50);
        }
    }

    /// <summary>The text on the screen; empty when the program has ended.</summary>
    public Task<string> ScreenAsync() => TmuxAsync("capture-pane", "-p");

    public void Dispose()
    {
        TmuxAsync("kill-server").GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private async Task<string> TmuxAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, ["-S", Path.Combine(_folder.Path, "tmux"), "-f", "/dev/null", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["TERM"] = "xterm-256color";

        // PSReadLine keeps its history there, which every other shell of this user would read.
        start.Environment["XDG_DATA_HOME"] = _folder.Path;
        foreach (var variable in new[] { "TMUX", "WEBRUN_API_KEY", "WEBRUN_BASE_URL" })
        {
            start.Environment.Remove(variable);
        }

        using var tmux = Process.Start(start)!;
        var screen = await tmux.StandardOutput.ReadToEndAsync();
        await tmux.WaitForExitAsync();
        return screen;
    }
}

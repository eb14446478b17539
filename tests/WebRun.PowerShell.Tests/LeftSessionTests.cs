using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What is noted outlives its process: the next import tells of it, and whatever lies in the folder, no import fails.</summary>
public class LeftSessionTests
{
    [Fact]
    public async Task Session_of_a_process_that_was_killed_is_told_at_import_and_ended_by_All()
    {
        await using var emulator = await StartAsync();
        var sessionId = await LeaveSessionAsync(emulator);

        var import = await RunAsync(emulator, "(Get-WebRunSession -OwnerDead).SessionId; Stop-WebRunSession -All; 'left: ' + @(Get-WebRunSession).Count");

        Assert.Contains("A session may still be open", import, StringComparison.Ordinal);
        Assert.Contains(sessionId, import, StringComparison.Ordinal);
        Assert.Contains("left: 0", import, StringComparison.Ordinal);
        Assert.Equal(("terminated", 0), (emulator.Recorder.Sessions[0].EndReason, emulator.Recorder.OpenSessions));
    }

    [Fact]
    public async Task Session_of_another_process_that_runs_ends_only_by_Force()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var owner = Start(emulator, "New-WebRunSession; [Threading.Thread]::Sleep(60000)", TestState.Folder);
        await Eventually.HoldsAsync(() => engine.Run("(Get-WebRunSession).SessionId").Output is [not null]);

        var noted = engine.Run("Get-WebRunSession").MustSucceed();
        var all = engine.Run("Stop-WebRunSession -All -Verbose").MustSucceed();
        var left = emulator.Recorder.OpenSessions;
        engine.Run("Stop-WebRunSession -All -Force").MustSucceed();

        Assert.Equal(("OtherProcess", $"{owner.Id}"), (noted["Owner"], noted["OwnerProcessId"]));
        Assert.Contains(all.Streams.Verbose, v => v.Message.Contains("-Force", StringComparison.Ordinal));
        Assert.Equal((1, 0), (left, emulator.Recorder.OpenSessions));
        owner.Kill();
    }

    [Fact]
    public async Task Files_are_private_and_hold_no_key_and_little_of_the_task()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var secret = "SECRET-AT-THE-END";

        var sessionId = engine.Run($"New-WebRunSession '{Engine.Key} {new string('x', 80)} {secret}' -StartingPoint 'https://shop.example/?token={secret}'").MustSucceed()["SessionId"];
        var (file, content) = Assert.Single(TestState.Ledger(), entry => entry.Content.Contains(sessionId!, StringComparison.Ordinal));

        Assert.DoesNotContain(Engine.Key, content, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, content, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(TestState.Sessions));
        }
    }

    [Fact]
    public async Task State_folder_that_cannot_be_written_is_told_once_and_stops_no_work()
    {
        await using var emulator = await StartAsync();
        var file = Path.Combine(TestState.Folder, "in-the-way");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var start = ExitTests.StartInfo(emulator, "(Invoke-WebRunTask 'x [[duration=1ms]]').Status; (Invoke-WebRunTask 'x [[duration=1ms]]').Status");
        start.Environment["WEBRUN_STATE_PATH"] = file;

        var told = await RunAsync(start);

        Assert.Equal(2, told.Split("Completed").Length - 1);
        Assert.Equal((1, 1), (told.Split("Open sessions cannot be recorded").Length - 1, told.Split("What tasks cost cannot be noted").Length - 1));
    }

    [Theory]
    [InlineData("1", "not JSON")]
    [InlineData("2", """{"sessionId":"s1","baseUri":"https://connect.webrun.ai/","state":"Active","createdAt":"2026-01-01T00:00:00Z","busyUntil":"9999-12-31T23:59:59Z","processId":1,"processStart":1,"place":"x"}""")]
    public async Task Import_does_not_fail_for_what_lies_in_the_folder(string name, string content)
    {
        await using var emulator = await StartAsync();
        var state = Directory.CreateDirectory(Path.Combine(TestState.Folder, "odd" + name));
        await File.WriteAllTextAsync(Path.Combine(state.CreateSubdirectory("sessions").FullName, "x.json"), content, TestContext.Current.CancellationToken);
        var start = ExitTests.StartInfo(emulator, "(Test-WebRunService).Status; @(Get-WebRunSession).Count");
        start.Environment["WEBRUN_STATE_PATH"] = state.FullName;

        Assert.Equal(["healthy", "0"], (await RunAsync(start)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Import_does_not_fail_for_its_own_warning()
    {
        await using var emulator = await StartAsync();
        var sessionId = await LeaveSessionAsync(emulator);

        var import = await RunAsync(emulator, $$"""
            $note = Get-Content $env:WEBRUN_STATE_PATH/sessions/*.json -Raw
            foreach ($preference in "`$WarningPreference = 'Stop'", "`$WarningPreference = 'SilentlyContinue'", "Set-StrictMode -Version Latest; `$ErrorActionPreference = 'Stop'") {
                # Of each session a process warns once.
                $id = "other-$(New-Guid)"
                Set-Content $env:WEBRUN_STATE_PATH/sessions/$id.json $note.Replace('{{sessionId}}', $id)

                # A shell in which nothing was set or imported before.
                $shell = [powershell]::Create()
                $status = $shell.AddScript("$preference; Import-Module '{{Engine.Manifest}}'; (Test-WebRunService).Status").Invoke()
                "$status, $($shell.Streams.Error.Count) errors, $($shell.Streams.Warning.Count) warnings"
            }

            Stop-WebRunSession -All
            """);

        Assert.Equal(
            ["healthy, 0 errors, 1 warnings", "healthy, 0 errors, 0 warnings", "healthy, 0 errors, 1 warnings"],
            import.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.StartsWith("healthy", StringComparison.Ordinal)));
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 0) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });

    /// <summary>Lets a process open a session, and kills it.</summary>
    private static async Task<string> LeaveSessionAsync(WebRunEmulator emulator)
    {
        using var owner = Start(emulator, "(New-WebRunSession).SessionId; [Threading.Thread]::Sleep(60000)");
        var sessionId = await owner.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        owner.Kill();
        await owner.WaitForExitAsync(TestContext.Current.CancellationToken);
        return sessionId!;
    }

    private static Process Start(WebRunEmulator emulator, string command, string? state = null)
    {
        var start = ExitTests.StartInfo(emulator, command, state: state);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private static Task<string> RunAsync(WebRunEmulator emulator, string command) => RunAsync(ExitTests.StartInfo(emulator, command));

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        return await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
    }
}

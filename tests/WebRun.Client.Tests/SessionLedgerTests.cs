using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Lifetime;
using WebRun.PowerShell.Tests;
using WebRun.Storage;

namespace WebRun.Client.Tests;

/// <summary>The ledger's files: what they keep, when they go, and that nothing which lies there harms.</summary>
public sealed class SessionLedgerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-ledger-").FullName;
    private readonly TestClock _clock = new();

    private string Sessions => Path.Combine(_folder, "sessions");

    [Fact]
    public async Task Who_reads_the_ledger_keeps_nobody_from_noting_a_session()
    {
        using var done = new CancellationTokenSource();
        var ledger = Ledger();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                foreach (var path in PrivateFile.List(Sessions))
                {
                    PrivateFile.Read(path);
                }
            }
        })).ToList();

        try
        {
            for (var i = 0; i < TestSize.Of(small: 200, full: 1000); i++)
            {
                await OpenAsync(ledger, $"s{i}");

                // Not alone: on Windows a file that was removed stays for as long as a reader has it open.
                Assert.Contains(ledger.Read(), entry => entry.SessionId == $"s{i}");
                ledger.Remove($"s{i}");
            }
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(readers);
        }
    }

    [Fact]
    public async Task Who_reads_an_entry_loses_none_of_its_updates_and_never_misses_it()
    {
        const int Updates = 1000;
        using var done = new CancellationTokenSource();
        var ledger = Ledger();
        await OpenAsync(ledger, "s1", TimeSpan.FromMinutes(1));
        var reader = Task.Run(() =>
        {
            var missed = 0;
            while (!done.IsCancellationRequested)
            {
                missed += 1 - Ledger().Read().Count;
            }

            return missed;
        });

        for (var i = 0; i < Updates; i++)
        {
            ledger.Use("s1", TimeSpan.FromSeconds(1));
        }

        await done.CancelAsync();
        Assert.Equal(0, await reader);
        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(Updates), Assert.Single(ledger.Read()).BusyUntil);
    }

    [Fact]
    public async Task Entry_lives_until_the_service_has_surely_ended_the_session()
    {
        var ledger = Ledger();
        await OpenAsync(ledger, "s1", TimeSpan.FromMinutes(1));
        OnAnotherMachine();

        _clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("s1", Assert.Single(ledger.Read()).SessionId);

        ledger.Use("s1", TimeSpan.FromMinutes(5));
        _clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Single(ledger.Read());

        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(ledger.Read());
        Assert.Empty(Directory.GetFiles(Sessions));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(4000)]
    public async Task Entry_outlives_a_clock_that_jumps(int days)
    {
        var ledger = Ledger();
        await OpenAsync(ledger, "s1", TimeSpan.FromMinutes(1));

        _clock.AdjustTime(_clock.GetUtcNow().AddDays(days));
        Assert.Equal("s1", Assert.Single(ledger.Read()).SessionId);

        ledger.Use("s1", TimeSpan.FromMinutes(5));
        _clock.AdjustTime(_clock.GetUtcNow().AddDays(Math.Abs(days)));
        Assert.Single(ledger.Read());

        OnAnotherMachine();
        Assert.Equal(days > 0 ? 0 : 1, ledger.Read().Count);
    }

    [Fact]
    public void Work_in_a_session_that_is_not_noted_notes_none()
    {
        var ledger = Ledger();

        ledger.Use("somebody-elses", null);

        Assert.Empty(ledger.Read());
    }

    [Fact]
    public async Task Ids_that_differ_only_in_case_or_are_at_other_services_are_two()
    {
        var ledger = Ledger();
        await OpenAsync(ledger, "s1");
        await OpenAsync(ledger, "S1");
        await OpenAsync(Ledger("http://127.0.0.1:2"), "s1");

        ledger.Remove("s1");

        Assert.Equal([("S1", 1), ("s1", 2)], ledger.Read().Select(e => (e.SessionId, e.BaseUri.Port)).OrderBy(e => e.Port));
    }

    [Theory]
    [InlineData(WebRunErrorId.OutcomeUnknown, null, 1)]
    [InlineData(WebRunErrorId.OutcomeUnknown, "s1", 1)]
    [InlineData(WebRunErrorId.InvalidResponse, "s1", 1)]
    [InlineData(WebRunErrorId.SessionLimitReached, null, 0)]
    [InlineData(WebRunErrorId.ConnectionFailed, null, 0)]
    public void Failure_leaves_an_entry_only_where_something_may_be_open(WebRunErrorId id, string? sessionId, int left)
    {
        var ledger = Ledger();

        ledger.Failed(ledger.Ask(new WebRunTaskRequest { TaskDetails = "x" }), new WebRunException(id, "broken") { SessionId = sessionId });

        Assert.Equal(left, ledger.Read().Count(e => e.SessionId == sessionId && e.State == WebRunSessionState.Unknown));
        Assert.Equal(left, Directory.GetFiles(Sessions).Length);
    }

    [Fact]
    public async Task Whatever_lies_in_the_folder_does_no_harm()
    {
        var ledger = Ledger();
        await OpenAsync(ledger, "s1");
        var good = await File.ReadAllTextAsync(Directory.GetFiles(Sessions)[0], TestContext.Current.CancellationToken);
        var bad = Path.Combine(Sessions, "bad.json");

        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 40], Gen.String[0, 10]).Sample((at, cut, insert) =>
        {
            File.WriteAllText(bad, good.Remove(at, Math.Min(cut, good.Length - at)).Insert(at, insert));
            Assert.InRange(ledger.Read().Count, 1, 2);
        }, threads: 1);
        foreach (var text in new[] { "", "null", "[]", "{}", "\0", """{"sessionId":"s2"}""", """{"sessionId":"s2","baseUri":"x"}""" })
        {
            await File.WriteAllTextAsync(bad, text, TestContext.Current.CancellationToken);
            Assert.Equal("s1", Assert.Single(ledger.Read()).SessionId);
        }
    }

    [Fact]
    public async Task Pipe_in_the_folder_is_passed_over()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || ClientHalf.IsOfFramework, "On Windows a pipe's path is not one of a file.");
        var ledger = Ledger();
        await OpenAsync(ledger, "s1");
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(Sessions, "bad.json")]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, "s1"), (mkfifo.ExitCode, Assert.Single(ledger.Read()).SessionId));
    }

    [Fact]
    public async Task Link_in_the_folder_is_passed_over_and_what_it_leads_to_is_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess, "On Windows only an administrator makes links.");
        var ledger = Ledger();
        await OpenAsync(ledger, "s1");
        var elsewhere = Path.Combine(_folder, "elsewhere");
        File.Move(Directory.GetFiles(Sessions)[0], elsewhere);
        File.CreateSymbolicLink(Path.Combine(Sessions, "link.json"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(Sessions, "nowhere.json"), Path.Combine(_folder, "nothing"));
        File.SetLastWriteTimeUtc(elsewhere, _clock.GetUtcNow().UtcDateTime.AddDays(-30));

        Assert.Empty(ledger.Read());
        Assert.True(File.Exists(elsewhere));
    }

    [Fact]
    public async Task Many_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var ledger = Ledger();
            for (var i = 0; i < 50; i++)
            {
                await OpenAsync(ledger, $"s{worker}-{i}");
                ledger.Use($"s{worker}-{i}", null);
                if (i % 2 == 0)
                {
                    ledger.Remove($"s{worker}-{i}");
                }

                ledger.Read();
            }
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(8 * 25, Ledger().Read().Count);
        Assert.Equal(8 * 25, Directory.GetFiles(Sessions).Length);
    }

    [Fact]
    public async Task Of_many_entries_the_newest_are_read_and_the_ended_ones_cleaned_up_later()
    {
        var ledger = Ledger();
        await OpenAsync(ledger, "ended");
        OnAnotherMachine();
        _clock.Advance(TimeSpan.FromDays(1));
        foreach (var number in Enumerable.Range(0, 5))
        {
            await OpenAsync(ledger, $"s{number}");
        }

        // The name of a file does not say whose it is.
        foreach (var (path, content) in Directory.GetFiles(Sessions).Select(path => (path, File.ReadAllText(path))))
        {
            var number = content.Contains("ended", StringComparison.Ordinal) ? -1 : int.Parse(Regex.Match(content, "\"s(?<number>[0-4])\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["number"].Value, CultureInfo.InvariantCulture);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(number - 10));
        }

        Assert.Equal(["s3", "s4"], ledger.ReadNewest(2).Select(entry => entry.SessionId).Order());
        await Eventually.HoldsAsync(() => Directory.GetFiles(Sessions).Length == 5);
        Assert.Equal(5, ledger.ReadNewest(5).Count);
    }

    [Fact]
    public void Process_is_known_by_its_start_too()
    {
        var current = ProcessIdentity.Current;

        Assert.True(current.IsAlive);
        Assert.False((current with { Start = current.Start + TimeSpan.FromMinutes(1).Ticks }).IsAlive);
        Assert.False((current with { Id = int.MaxValue }).IsAlive);
        Assert.True((current with { Id = int.MaxValue, Place = "elsewhere" }).IsAlive);
    }

    public void Dispose() => BackgroundWork.Delete(_folder);

    private SessionLedger Ledger(string baseUri = "http://127.0.0.1:1") =>
        SessionLedger.Of(new WebRunClientOptions { StatePath = _folder, BaseUri = new Uri(baseUri), Clock = _clock }, WebRunLog.None)!;

    private static Task OpenAsync(SessionLedger ledger, string sessionId, TimeSpan? duration = null)
    {
        ledger.Opened(ledger.Ask(new WebRunTaskRequest { TaskDetails = "x", MaxDuration = duration }), sessionId);
        return Task.CompletedTask;
    }

    /// <summary>Another machine's uptime says nothing here, so that its entry lives by the clock alone.</summary>
    private void OnAnotherMachine()
    {
        var file = Assert.Single(Directory.GetFiles(Sessions));
        File.WriteAllText(file, Regex.Replace(File.ReadAllText(file), "\"place\": \"", "\"place\": \"other ", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }
}

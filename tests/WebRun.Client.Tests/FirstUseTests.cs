using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;

namespace WebRun.Client.Tests;

/// <summary>New state folders that several threads use first at the same moment.</summary>
public sealed class FirstUseTests : IDisposable
{
    private const int Folders = 4000;
    private const int AtOnce = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-first-").FullName;

    public void Dispose() => BackgroundWork.Delete(_folder);

    [Fact]
    public async Task Every_session_is_noted_whoever_creates_the_folder()
    {
        var warnings = new ConcurrentQueue<string>();
        using var together = new Barrier(AtOnce);

        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Folders; i++)
                {
                    var options = new WebRunClientOptions { BaseUri = new Uri("http://127.0.0.1:9"), StatePath = Path.Combine(_folder, $"{i}") };
                    var ledger = new SessionLedger(options, WebRunLog.None with { Warning = warnings.Enqueue });
                    together.SignalAndWait();
                    ledger.Opened(ledger.Ask(new WebRunTaskRequest { TaskDetails = "a" }), $"s{thread}");
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Empty(warnings);
        Assert.Equal(Folders * AtOnce, Directory.GetFiles(_folder, "*.json", SearchOption.AllDirectories).Length);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Files for many tasks are uploaded once, and again only when the service is about to forget them.</summary>
public class SharedUploadTests
{
    private readonly TestClock _clock = new();
    private int _uploads;

    [Fact]
    public async Task Who_asks_at_the_same_time_waits_for_one_upload()
    {
        var gate = new TaskCompletionSource();
        var shared = Upload(gate.Task);

        var asked = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => new { Ids = AskAsync(shared) })));
        gate.SetResult();
        var all = await Task.WhenAll(asked.Select(one => one.Ids));

        Assert.All(all, ids => Assert.Equal(["1"], ids));
        Assert.Equal(1, _uploads);
    }

    [Fact]
    public async Task Old_upload_is_done_again()
    {
        var shared = Upload(Task.CompletedTask);

        Assert.Equal(["1"], await AskAsync(shared));
        _clock.Advance(SharedUpload.Life - TimeSpan.FromSeconds(1));
        Assert.Equal(["1"], await AskAsync(shared));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["2"], await AskAsync(shared));
        Assert.Equal(["2"], await AskAsync(shared));
    }

    [Fact]
    public async Task Upload_at_work_is_waited_for_however_long_it_takes()
    {
        var gate = new TaskCompletionSource();
        var shared = Upload(gate.Task);

        var first = AskAsync(shared);
        _clock.Advance(TimeSpan.FromHours(2));
        var second = AskAsync(shared);
        gate.SetResult();

        Assert.Equal((await first)[0], (await second)[0]);
        Assert.Equal(1, _uploads);
    }

    [Fact]
    public async Task Upload_that_failed_may_have_arrived_and_is_not_done_again()
    {
        var shared = Upload(Task.FromException(new WebRunException(WebRunErrorId.OutcomeUnknown, "x")));

        await Assert.ThrowsAsync<WebRunException>(() => AskAsync(shared));
        _clock.Advance(TimeSpan.FromHours(2));
        await Assert.ThrowsAsync<WebRunException>(() => AskAsync(shared));

        Assert.Equal(1, _uploads);
    }

    private static Task<IReadOnlyList<string>> AskAsync(SharedUpload shared) => shared.GetIdsAsync(TestContext.Current.CancellationToken);

    private SharedUpload Upload(Task work) => new(new WebRunClient(new WebRunClientOptions { Clock = _clock }), async _ =>
    {
        var number = Interlocked.Increment(ref _uploads);
        await work;
        return [$"{number}"];
    });
}

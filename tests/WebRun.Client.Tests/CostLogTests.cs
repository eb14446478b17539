using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;
using WebRun.Emulator;
using WebRun.Lifetime;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>What tasks cost is noted, whatever is in the place of the log, and a day's limit counts it.</summary>
public sealed class CostLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-costs-").FullName;

    private string Costs => Path.Combine(_folder, "costs");

    public void Dispose() => BackgroundWork.Delete(_folder);

    [Theory]
    [InlineData("{\"event\":\"Se", 1)]
    [InlineData("{\"event\":\"Seen\",\"at\":\"2026-01-15T10:00:00Z\",\"account\":\"A\",\"ticket\":\"a\",\"cost\":7\n", 1)]
    [InlineData("{\"event\":\"Refunded\",\"at\":\"2026-01-15T10:00:00Z\",\"account\":\"A\",\"ticket\":\"a\",\"cost\":-7,\"processId\":1,\"processStart\":1}\n", 1)]
    [InlineData("{\"event\":\"4\",\"at\":\"2026-01-15T10:00:00Z\",\"account\":\"A\",\"ticket\":\"a\",\"cost\":7,\"processId\":1,\"processStart\":1}\n", 1)]
    [InlineData("{\"event\":\"Seen\",\"at\":\"later\",\"account\":\"A\",\"ticket\":\"a\",\"cost\":7,\"processId\":1,\"processStart\":1}\n", 1)]
    [InlineData("{\"event\":\"Seen\",\"at\":\"2026-01-15T10:00:00Z\",\"account\":\"A\",\"ticket\":\"t\",\"status\":\"Refunded\",\"cost\":0,\"processId\":1,\"processStart\":1}\n", 1)]
    [InlineData("{\"event\":\"Seen\",\"at\":\"2026-01-15T10:00:00Z\",\"account\":\"A\",\"ticket\":\"x\",\"status\":\"Completed\",\"cost\":7,\"refund\":{\"by\":[1]},\"processId\":1,\"processStart\":1}\n", 8)]
    [InlineData("\0\0\0\0\n[]\n\"\"\n7\nnull\n{}\n\n\n", 1)]
    public void Line_that_cannot_be_read_spoils_no_other(string strange, decimal sum)
    {
        var log = new CostLog(_folder);
        Assert.Null(log.Add([Line("t", 0.5m)]));
        File.AppendAllText(Path.Combine(Costs, "2026-01-15.jsonl"), strange);
        Assert.Null(log.Add([Line("t", 1)]));

        Assert.Equal(sum, SumOf(log));
    }

    [Fact]
    public void Task_counts_once_whoever_notes_it_and_however_often()
    {
        var log = new CostLog(_folder);
        var other = Line(null, 3) with { SessionId = "s1", TaskId = "t1" };

        // The second line is of a process that waits for the task of another one, whose last words come late.
        Assert.Null(log.Add([Line("a", null) with { Event = CostEvent.Sent, SessionId = "s1" }, other, Line("a", 2) with { SessionId = "s1", TaskId = "t1", Status = WebRunTaskStatus.Running }, other, other with { Cost = 4 }]));
        Assert.Null(log.Add([Line("b", null) with { Event = CostEvent.Sent }, Line(null, 5) with { SessionId = "s2", TaskId = "t1" }, Line("b", 6) with { SessionId = "s2", TaskId = "t1" }]));
        Assert.Null(log.Add([Line("c", null) with { Event = CostEvent.Sent }, Line("c", null) with { Event = CostEvent.Released }, Line("d", 1) with { Account = "B" }]));

        Assert.Equal(10, SumOf(log));
        Assert.Equal([4m, 6m], IndexOf(log).CostsLike(null).Order());
    }

    [Fact]
    public void Only_what_is_new_is_read_again()
    {
        var (log, positions) = (new CostLog(_folder), new Dictionary<string, long>(StringComparer.Ordinal));
        Assert.Null(log.Add([Line("a", 1), Line("b", 1) with { At = At.AddDays(1) }]));

        Assert.Equal(["b"], log.Read(At.AddDays(1), positions).Select(line => line.Ticket));
        Assert.Empty(log.Read(At.AddDays(1), positions));
        File.AppendAllText(Path.Combine(Costs, "2026-01-16.jsonl"), "{\"event\":");
        Assert.Empty(log.Read(At.AddDays(1), positions));
        Assert.Null(log.Add([Line("c", 1) with { At = At.AddDays(1) }]));
        Assert.Equal(["c"], log.Read(At.AddDays(1), positions).Select(line => line.Ticket));
    }

    [Fact]
    public async Task Day_ends_at_midnight_and_a_clock_that_is_set_back_gives_nothing_back()
    {
        await using var emulator = await StartAsync();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 15, 22, 58, 0, TimeSpan.Zero));
        clock.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("one", TimeSpan.FromHours(1), "one", "one"));

        Assert.Equal([true, true, false], await RunAsync(3));
        clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal([true, true, false], await RunAsync(3));
        clock.AdjustTime(clock.GetUtcNow().AddHours(-1));
        Assert.Equal([false], await RunAsync(1));
        clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal([false], await RunAsync(1));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true], await RunAsync(1));

        async Task<IReadOnlyList<bool>> RunAsync(int count)
        {
            var client = Client(emulator, limit: 2, clock);
            var ran = new List<bool>();
            for (var number = 0; number < count; number++)
            {
                ran.Add(await StartsAsync(client, maxCost: 1));
            }

            return ran;
        }
    }

    [Theory]
    [InlineData(null, 1.0, 3)]
    [InlineData(1.0, 1.0, 3)]
    [InlineData(2.0, 1.0, 2)]
    [InlineData(4.0, 1.0, 0)]
    [InlineData(null, 5.0, 1)]
    public async Task Limit_leaves_room_for_what_a_task_may_cost(double? maxCost, double cost, int runs)
    {
        await using var emulator = await StartAsync();
        var client = Client(emulator, limit: 3);
        var ran = 0;
        while (await StartsAsync(client, (decimal?)maxCost, (decimal)cost))
        {
            ran++;
        }

        Assert.Equal((runs, runs), (ran, emulator.Recorder.Sessions.Count));
    }

    [Fact]
    public async Task Refusal_says_what_was_spent_by_whom_and_sends_nothing()
    {
        await using var emulator = await StartAsync();
        var first = Client(emulator, limit: null);
        Assert.True(await StartsAsync(first, maxCost: null, cost: 1.25m));
        first.Scope.State.Costs.Flush();
        var dead = new ProcessIdentity(int.MaxValue, 1, ProcessIdentity.Current.Place);
        var line = Line("x", null) with { At = DateTimeOffset.UtcNow, Account = CostBook.AccountOf(Client(emulator, limit: 1).Options), Owner = dead, Reserved = 0.5m };
        Assert.Null(new CostLog(_folder).Add([line with { Event = CostEvent.Reserved }, line with { Ticket = "y", Event = CostEvent.Reserved }, line with { Ticket = "y", Event = CostEvent.Sent }]));
        var requests = emulator.Recorder.Requests.Count;

        var client = Client(emulator, limit: 2);
        var failure = await Assert.ThrowsAsync<WebRunException>(() => client.InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }, new WebRunWait { MaxCost = 0.3m }));

        Assert.Equal(WebRunErrorId.BudgetExceeded, failure.Id);
        Assert.StartsWith($"The task was not started: it may cost $0.30 by its maximum cost, and of the day's limit of $2.00 tasks have spent $1.25, and $0.50 is reserved for tasks that may still cost it (this process $1.25, process {int.MaxValue}, which has ended, $0.00 and $0.50 reserved). The next day begins at ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(requests, emulator.Recorder.Requests.Count);
        foreach (var start in new Func<Task>[]
        {
            () => client.RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }),
            () => client.StartSessionAsync(new WebRunTaskRequest { TaskDetails = "x" }),
            () => client.SendTaskAsync("s1", new WebRunTaskRequest { TaskDetails = "x" }),
            () => client.SubmitTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }),
        })
        {
            Assert.Equal(WebRunErrorId.BudgetExceeded, (await Assert.ThrowsAsync<WebRunException>(start)).Id);
        }

        Assert.Equal(requests, emulator.Recorder.Requests.Count);
        var session = await client.StartSessionAsync(new WebRunTaskRequest());
        Assert.True(await client.TerminateSessionAsync(session.SessionId!));
    }

    [Fact]
    public async Task Task_that_the_service_refuses_costs_nothing()
    {
        await using var emulator = await StartAsync();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 402, PathPrefix = "/start/", Count = 4 });
        var client = Client(emulator, limit: 1);
        for (var number = 0; number < 4; number++)
        {
            var failure = await Assert.ThrowsAsync<WebRunException>(() => client.InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }, new WebRunWait { MaxCost = 1 }));
            Assert.Equal(WebRunErrorId.InsufficientBalance, failure.Id);
        }

        Assert.True(await StartsAsync(client, maxCost: 1));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("link")]
    [InlineData("used")]
    public async Task Log_that_cannot_be_written_loses_no_result_and_is_told_once(string trouble)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && trouble == "link", "Links need a privilege there.");
        await using var emulator = await StartAsync();
        Directory.CreateDirectory(Costs);
        var day = Path.Combine(Costs, $"{DateTime.UtcNow:yyyy-MM-dd}.jsonl");
        using var used = trouble == "used" ? new FileStream(day, FileMode.Create, FileAccess.ReadWrite, FileShare.None) : null;
        if (trouble == "file")
        {
            Directory.Delete(Costs);
            await File.WriteAllTextAsync(Costs, "", TestContext.Current.CancellationToken);
        }
        else if (trouble == "link")
        {
            File.CreateSymbolicLink(day, Path.Combine(_folder, "elsewhere"));
        }

        var warnings = new List<string>();
        foreach (var limit in new decimal?[] { null, 2 })
        {
            warnings.Clear();
            var client = Client(emulator, limit).WithLog(new WebRunLog(null, null, warnings.Add));
            Assert.True(await StartsAsync(client, maxCost: 1));
            Assert.True(await StartsAsync(client, maxCost: 1));
            client.Scope.State.Costs.Flush();
            Assert.Equal(limit is null, await StartsAsync(client, maxCost: 1));
            Assert.StartsWith($"What tasks cost cannot be noted in '{Costs}': ", Assert.Single(warnings), StringComparison.Ordinal);
        }

        Assert.False(File.Exists(Path.Combine(_folder, "elsewhere")));
    }

    [Fact]
    public async Task Log_is_private_and_holds_no_key_and_no_text()
    {
        await using var emulator = await StartAsync();
        Assert.True(await StartsAsync(Client(emulator, limit: 1), maxCost: null));
        await BackgroundWork.IsDoneAsync(emulator.BaseUri);

        var path = Assert.Single(Directory.GetFiles(Costs, "*.jsonl"));
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) + path;
        Assert.Contains("Completed", text, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeService.Key, text, StringComparison.Ordinal);
        Assert.DoesNotContain("private words", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows() && !ClientHalf.IsOfFramework)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task Client_without_a_limit_writes_nothing_before_the_task_is_sent()
    {
        await using var emulator = await StartAsync();
        var client = Client(emulator, limit: null);
        Directory.CreateDirectory(Costs);
        await using (File.Open(Path.Combine(Costs, "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            // Another process has the log, and the task does not wait for it.
            Assert.True(await StartsAsync(client, maxCost: null));
        }
    }

    private static DateTimeOffset At { get; } = new(2026, 1, 15, 10, 0, 0, TimeSpan.Zero);

    private static CostLine Line(string? ticket, decimal? cost) => new()
    {
        Event = CostEvent.Seen,
        At = At,
        Account = "A",
        Service = "https://service.example/",
        Owner = ProcessIdentity.Current,
        Ticket = ticket,
        Status = WebRunTaskStatus.Completed,
        Cost = cost,
    };

    private static CostIndex IndexOf(CostLog log)
    {
        var index = new CostIndex("A");
        foreach (var line in log.Read(At, []))
        {
            index.Take(line);
        }

        return index;
    }

    private static decimal SumOf(CostLog log) => IndexOf(log).Tasks.Sum(task => task.Spent);

    private static async Task<bool> StartsAsync(WebRunClient client, decimal? maxCost, decimal cost = 1)
    {
        try
        {
            var task = await client.InvokeTaskAsync(new WebRunTaskRequest { TaskDetails = FormattableString.Invariant($"private words [[duration=1ms; cost={cost}]]") }, new WebRunWait { MaxCost = maxCost });
            Assert.Equal((WebRunTaskStatus.Completed, cost), (task.Status, task.Cost));
            return true;
        }
        catch (WebRunException e) when (e.Id == WebRunErrorId.BudgetExceeded)
        {
            Assert.Null(e.Task);
            return false;
        }
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });

    private WebRunClient Client(WebRunEmulator emulator, decimal? limit, TimeProvider? clock = null) => new(new WebRunClientOptions
    {
        ApiKey = new ApiKey(FakeService.Key),
        BaseUri = emulator.BaseUri,
        StatePath = _folder,
        DailyLimit = limit,
        Clock = clock ?? TimeProvider.System,
    });
}

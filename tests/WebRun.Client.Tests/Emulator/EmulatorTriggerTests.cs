using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Protocol;
using static WebRun.Client.Tests.EmulatorHttp;

namespace WebRun.Client.Tests;

/// <summary>The emulator's triggers: checked, changed, run at their time and by hand.</summary>
public class EmulatorTriggerTests
{
    [Fact]
    public async Task Trigger_lives_from_its_creation_to_its_deletion()
    {
        var clock = new TestClock();
        await using var emulator = await StartAsync(clock);
        using var http = emulator.Http();
        using var other = emulator.Http("enig_other");

        var created = (await http.PostAsync("cron-jobs", await BodyAsync(http, """ "scheduleType":"every","scheduleInterval":"2h","outputType":"structured_csv","outputSchema":["a"] """)))["cronJob"]!;
        AssertFields(created, "_id userId name environmentId scheduleType scheduleInterval timezone prompt outputType outputSchema deliveryMode webhook maxConsecutiveFailures status nextRunAt consecutiveFailures createdAt updatedAt");
        Assert.Equal(("active", "2026-01-15T12:00:00.000Z", "UTC", 5), (created.Text("status"), created.Text("nextRunAt"), created.Text("timezone"), (int)created["maxConsecutiveFailures"]!));
        var path = $"cron-jobs/{created["_id"]}";
        Assert.Equal((404, "NOT_FOUND"), await other.RefusedAsync(HttpMethod.Get, path));

        var changed = (await http.CallAsync(HttpMethod.Put, path, JsonBody("""{"name":"new","scheduleType":"at","scheduleAt":"2026-02-01T09:00:00","timezone":"Europe/Berlin"}""")))["cronJob"]!;
        Assert.Equal(("new", "2026-02-01T08:00:00.000Z", null), (changed.Text("name"), changed.Text("nextRunAt"), changed["scheduleInterval"]));

        Assert.Equal("paused", (await http.CallAsync(HttpMethod.Post, $"{path}/pause"))["cronJob"]!.Text("status"));
        Assert.Null((await http.ReadAsync("cron-jobs"))["cronJobs"]![0]!["nextRunAt"]);
        Assert.Equal("active", (await http.CallAsync(HttpMethod.Post, $"{path}/resume"))["cronJob"]!.Text("status"));
        await http.CallAsync(HttpMethod.Delete, path);
        Assert.Empty((await http.ReadAsync("cron-jobs"))["cronJobs"]!.AsArray());
    }

    [Fact]
    public async Task Run_by_hand_is_a_task_in_a_session_of_its_own()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var path = await CreateAsync(http, """ "scheduleType":"every","scheduleInterval":"1d","policyId":"p" """);

        var run = (await http.CallAsync(HttpMethod.Post, $"{path}/trigger"))["run"]!;

        AssertFields(run, "_id cronJobId status createdAt sessionId taskId");
        var (session, task) = (emulator.Recorder.Sessions.Single(), emulator.Recorder.Tasks.Single());
        Assert.Equal((run.Text("sessionId"), "p", emulator.Recorder.Environments.Single().EnvironmentId), (session.SessionId, session.PolicyId, session.EnvironmentId));
        Assert.Equal((run.Text("taskId"), "look", TaskState.Completed), (task.TaskId, task.TaskDetails, task.State));
        Assert.Equal("completed", (await http.ReadAsync($"{path}/runs/{run["_id"]}"))["run"]!.Text("status"));
        Assert.Equal((true, "completed"), (emulator.Recorder.TriggerRuns.Single().IsManual, emulator.Recorder.TriggerRuns.Single().Status));
        Assert.Equal("https://a.example/hook", emulator.Recorder.Webhooks.Single().Url);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Runs_come_in_pages()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var path = await CreateAsync(http, """ "scheduleType":"every","scheduleInterval":"1d" """);
        for (var i = 0; i < 12; i++)
        {
            await http.CallAsync(HttpMethod.Post, $"{path}/trigger");
        }

        var newestFirst = emulator.Recorder.TriggerRuns.Select(run => run.RunId).Reverse().ToArray();
        var second = await http.ReadAsync($"{path}/runs?page=2&limit=5");
        Assert.Equal(newestFirst[5..10], second["runs"]!.AsArray().Select(run => run!.Text("_id")));
        Assert.Equal("""{"page":2,"limit":5,"total":12,"totalPages":3}""", second["pagination"]!.ToJsonString());
        Assert.Empty((await http.ReadAsync($"{path}/runs?page=9&limit=50"))["runs"]!.AsArray());
        Assert.Equal(10, (await http.ReadAsync(path))["cronJob"]!["recentRuns"]!.AsArray().Count);
        Assert.Equal((400, "INVALID_PARAMETER"), await http.RefusedAsync(HttpMethod.Get, $"{path}/runs?limit=51"));
        Assert.Equal((400, "INVALID_PARAMETER"), await http.RefusedAsync(HttpMethod.Get, $"{path}/runs?page=0"));
    }

    [Fact]
    public async Task Trigger_runs_at_its_time_until_it_has_failed_too_often()
    {
        var clock = new TestClock();
        await using var emulator = await StartAsync(clock);
        using var http = emulator.Http();
        var path = await CreateAsync(http, """ "scheduleType":"every","scheduleInterval":"30m","maxConsecutiveFailures":2,"prompt":"x [[fail=PAGE_CRASH]]" """);

        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Empty(emulator.Recorder.TriggerRuns);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(("failed", false), (emulator.Recorder.TriggerRuns.Single().Status, emulator.Recorder.TriggerRuns.Single().IsManual));
        Assert.Equal(("active", 1), (emulator.Recorder.Triggers.Single().Status, emulator.Recorder.Triggers.Single().ConsecutiveFailures));

        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(("paused", 2, 2, null), Stand(emulator.Recorder.Triggers.Single()));
        await http.CallAsync(HttpMethod.Post, $"{path}/resume");
        Assert.Equal(("active", 0, 2, clock.GetUtcNow() + TimeSpan.FromMinutes(30)), Stand(emulator.Recorder.Triggers.Single()));

        static (string, int, int, DateTimeOffset?) Stand(TriggerRecord trigger) => (trigger.Status, trigger.ConsecutiveFailures, trigger.Runs, trigger.NextRunAt);
    }

    [Theory]
    [InlineData("0 9 * * 1-5", "UTC", "2026-01-16T09:00:00.000Z")]
    [InlineData("0 9 * * MON", "Europe/Berlin", "2026-01-19T08:00:00.000Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-01-15T10:15:00.000Z")]
    [InlineData("30 8 1 * *", "UTC", "2026-02-01T08:30:00.000Z")]
    [InlineData("0 0 29 2 *", "UTC", "2028-02-29T00:00:00.000Z")]
    [InlineData("30 2 29 3 *", "Europe/Berlin", "2027-03-29T00:30:00.000Z")]
    [InlineData("0 0 1 * 0", "UTC", "2026-01-18T00:00:00.000Z")]
    [InlineData("0 0 31 2 *", "UTC", null)]
    public async Task Cron_expression_says_the_next_run(string cron, string zone, string? next)
    {
        await using var emulator = await StartAsync(new TestClock());
        using var http = emulator.Http();

        var path = await CreateAsync(http, $$""" "scheduleType":"cron","scheduleCron":"{{cron}}","timezone":"{{zone}}" """);

        Assert.Equal(next, (string?)(await http.ReadAsync(path))["cronJob"]!["nextRunAt"]);
    }

    [Theory]
    [InlineData(""" "scheduleType":"every" """, "MISSING_REQUIRED_FIELD")]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"0m" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"5 minutes" """)]
    [InlineData(""" "scheduleType":"at","scheduleAt":"tomorrow" """)]
    [InlineData(""" "scheduleType":"at","scheduleAt":"2020-01-01T00:00:00Z" """)]
    [InlineData(""" "scheduleType":"cron","scheduleCron":"0 9 * *" """)]
    [InlineData(""" "scheduleType":"cron","scheduleCron":"60 * * * *" """)]
    [InlineData(""" "scheduleType":"never" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","timezone":"Mars/Olympus" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","environmentId":"nowhere" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","deliveryMode":"pigeon" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","webhook":null """, "MISSING_REQUIRED_FIELD")]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","prompt":"" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","startingUrl":"ftp://x" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","maxConsecutiveFailures":0 """)]
    public async Task Trigger_that_is_none_is_refused(string fields, string code = "INVALID_PARAMETER")
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        Assert.Equal((400, code), await http.RefusedAsync(HttpMethod.Post, "cron-jobs", JsonBody(await BodyAsync(http, fields))));
        Assert.Empty(emulator.Recorder.Triggers);
    }

    [Fact]
    public async Task Webhook_is_not_needed_for_the_bot_and_its_secret_not_given_back()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        await CreateAsync(http, """ "scheduleType":"every","scheduleInterval":"1h","deliveryMode":"bot","webhook":null """);
        await CreateAsync(http, """ "scheduleType":"every","scheduleInterval":"1h","webhook":{"name":"w","url":"https://a.example/","submittedData":"just_ping","auth":"hunter2"} """);

        Assert.Equal(2, JsonNode.Parse(await http.GetStringAsync("emulator/books"))!["triggers"]!.AsArray().Count);
        Assert.DoesNotContain("hunter2", (await http.ReadAsync("cron-jobs")).ToJsonString() + await http.GetStringAsync("emulator/books"), StringComparison.Ordinal);
    }

    private static async Task<string> CreateAsync(HttpClient http, string fields) =>
        $"cron-jobs/{(await http.PostAsync("cron-jobs", await BodyAsync(http, fields)))["cronJob"]!["_id"]}";

    // Good but for its schedule; the fields replace what is here.
    private static async Task<string> BodyAsync(HttpClient http, string fields)
    {
        var environment = (await http.PostAsync("environments", """{"name":"e"}"""))["environment"]!.Text("_id");
        var body = new JsonObject
        {
            ["name"] = "daily",
            ["environmentId"] = environment,
            ["prompt"] = "look",
            ["deliveryMode"] = "webhook",
            ["webhook"] = JsonNode.Parse("""{"name":"w","url":"https://a.example/hook","submittedData":"ai_response"}"""),
        };
        foreach (var (name, value) in JsonNode.Parse($"{{{fields}}}")!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        return body.ToJsonString();
    }
}

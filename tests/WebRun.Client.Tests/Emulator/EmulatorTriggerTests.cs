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
        SkipWithout("Europe/Berlin");
        var clock = new TestClock();
        await using var emulator = await StartAsync(clock);
        using var http = emulator.Http();
        using var other = emulator.Http("enig_other");

        var created = (await http.PostAsync("cron-jobs", await BodyAsync(http, """ "scheduleType":"every","scheduleInterval":"2h","outputType":"structured","outputSchema":{"type":"object"},"policyId":"p" """)))["cronJob"]!;
        Assert.Equal(("active", "2026-01-15T12:00:00.000Z", "UTC", "p"), (created.Text("status"), created.Text("nextRunAt"), created.Text("timezone"), created.Text("policyId")));
        var path = $"cron-jobs/{created["_id"]}";
        Assert.Equal(404, (await other.RefusedAsync(HttpMethod.Get, path)).Status);

        var changed = (await http.CallAsync(HttpMethod.Put, path, JsonBody("""{"name":"new","scheduleType":"at","scheduleAt":"2026-02-01T09:00:00","timezone":"Europe/Berlin","policyId":null}""")))["cronJob"]!;
        Assert.Equal(("new", "2026-02-01T08:00:00.000Z", null), (changed.Text("name"), changed.Text("nextRunAt"), changed["scheduleInterval"]));
        var read = (await http.ReadAsync(path))["cronJob"]!;
        Assert.Equal(("look", "structured", "webhook", 5), (read.Text("taskDetails"), read.Text("outputType"), read.Text("deliveryMode"), (int)read["maxConsecutiveFailures"]!));
        Assert.Null(read["policyId"]);

        await http.CallAsync(HttpMethod.Post, $"{path}/pause");
        Assert.Null((await http.ReadAsync("cron-jobs"))["cronJobs"]![0]!["nextRunAt"]);
        await http.CallAsync(HttpMethod.Post, $"{path}/resume");
        await http.CallAsync(HttpMethod.Delete, path);
        Assert.Empty((await http.ReadAsync("cron-jobs"))["cronJobs"]!.AsArray());
    }

    [Fact]
    public async Task Newest_is_listed_first_and_a_structured_output_may_go_by_the_word_of_tasks()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { Forms = [ServiceForm.TriggerOutputTypeOfTasks] });
        using var http = emulator.Http();
        var schedule = """ "scheduleType":"every","scheduleInterval":"1d","outputType":"structured","outputSchema":{"type":"object"} """;
        var paths = new[] { await CreateAsync(http, schedule), await CreateAsync(http, schedule) };

        var listed = (await http.ReadAsync("cron-jobs"))["cronJobs"]!.AsArray();

        Assert.Equal(paths.Reverse(), listed.Select(trigger => $"cron-jobs/{trigger!["_id"]}"));
        Assert.All(listed, trigger => Assert.Equal("structured_json", trigger!.Text("outputType")));
    }

    [Fact]
    public async Task Text_of_the_other_generation_is_not_known()
    {
        await using var emulator = await StartAsync();
        using var newer = emulator.Http("wr_newer");
        using var unknown = emulator.Http("some-other-key");
        var schedule = """ "scheduleType":"every","scheduleInterval":"1d","taskDetails":null,"prompt":"look" """;

        var paths = new[] { await CreateAsync(newer, schedule), await CreateAsync(unknown, schedule) };
        await newer.CallAsync(HttpMethod.Put, paths[0], JsonBody("""{"taskDetails":"not known","prompt":"look twice"}"""));

        Assert.Equal(["look twice", "look"], emulator.Recorder.Triggers.Select(trigger => trigger.Prompt));
        Assert.Null((await newer.ReadAsync(paths[0]))["cronJob"]!["taskDetails"]);
    }

    [Fact]
    public async Task Run_by_hand_is_a_task_in_a_session_of_its_own()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { DefaultTaskDuration = TimeSpan.Zero, TriggerRunsNameTasks = true });
        using var http = emulator.Http();
        var path = await CreateAsync(http, """ "scheduleType":"every","scheduleInterval":"1d","policyId":"p" """);

        await http.CallAsync(HttpMethod.Post, $"{path}/trigger");
        var run = (await http.ReadAsync($"{path}/runs"))["runs"]![0]!;

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
        Assert.Equal(10, (await http.ReadAsync(path))["recentRuns"]!.AsArray().Count);
        Assert.Equal(400, (await http.RefusedAsync(HttpMethod.Get, $"{path}/runs?limit=51")).Status);
        Assert.Equal(400, (await http.RefusedAsync(HttpMethod.Get, $"{path}/runs?page=0")).Status);
    }

    [Fact]
    public async Task Trigger_runs_at_its_time_until_it_has_failed_too_often()
    {
        var clock = new TestClock();
        await using var emulator = await StartAsync(clock);
        using var http = emulator.Http();
        var path = await CreateAsync(http, """ "scheduleType":"every","scheduleInterval":"30m","maxConsecutiveFailures":2,"taskDetails":"x [[fail=PAGE_CRASH]]" """);

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
        SkipWithout(zone);
        await using var emulator = await StartAsync(new TestClock());
        using var http = emulator.Http();

        var path = await CreateAsync(http, $$""" "scheduleType":"cron","scheduleCron":"{{cron}}","timezone":"{{zone}}" """);

        Assert.Equal(next, (string?)(await http.ReadAsync(path))["cronJob"]!["nextRunAt"]);
    }

    [Theory]
    [InlineData(""" "scheduleType":"every" """)]
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
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","webhook":null """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","taskDetails":"" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","startingUrl":"ftp://x" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","maxConsecutiveFailures":0 """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","outputType":"structured" """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","outputType":"structured","outputSchema":["a"] """)]
    [InlineData(""" "scheduleType":"every","scheduleInterval":"1h","outputType":"structured_csv","outputSchema":["a"] """)]
    public async Task Trigger_that_is_none_is_refused_with_a_message_alone(string fields)
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        var (status, answer) = await http.TryAsync(HttpMethod.Post, "cron-jobs", JsonBody(await BodyAsync(http, fields)));

        Assert.Equal(400, status);
        JsonShape.AssertFits("""{"success":false,"message":"…"}""", answer);
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

    private static void SkipWithout(string zone) => Assert.SkipUnless(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _), "Windows without ICU, such as Wine, does not know the IANA names of time zones.");

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
            ["taskDetails"] = "look",
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

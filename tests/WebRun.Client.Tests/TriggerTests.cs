using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Triggers: what is sent, what is sent again, and how answers are read (API facts §9).</summary>
public class TriggerTests
{
    private const string Answer = """{"success":true,"cronJob":{"_id":"t1","name":"n"}}""";
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(RequestGeneration.One, "taskDetails")]
    [InlineData(RequestGeneration.Two, "prompt")]
    public async Task Create_sends_what_is_given(RequestGeneration generation, string textName)
    {
        var service = new FakeService().Answer(Answer);

        await service.Client(generation: generation).CreateTriggerAsync(new WebRunTriggerRequest
        {
            Name = "daily",
            Description = "d",
            EnvironmentId = "e1",
            Schedule = WebRunSchedule.Cron("0 9 * * 1-5"),
            TimeZone = "Europe/Berlin",
            TaskDetails = "look",
            StartingPoint = new Uri("https://a.example/x"),
            OutputSchema = WebRunOutputSchema.From("""{"a":"string"}"""),
            DeliveryMode = WebRunDeliveryMode.Both,
            Webhook = new WebRunWebhook(new Uri("https://h.example/x"), "w", WebRunWebhookData.JustPing, new System.Net.NetworkCredential("", "Bearer x").SecurePassword),
            PolicyId = "p",
            MaxConsecutiveFailures = 3,
        });

        Sent(service, HttpMethod.Post, "/cron-jobs", """
            {"name":"daily","description":"d","environmentId":"e1","scheduleType":"cron","scheduleCron":"0 9 * * 1-5","timezone":"Europe/Berlin","TEXT":"look",
             "startingUrl":"https://a.example/x","outputType":"structured","outputSchema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},"deliveryMode":"both",
             "webhook":{"name":"w","url":"https://h.example/x","auth":"Bearer x","submittedData":"just_ping"},"policyId":"p","maxConsecutiveFailures":3}
            """.Replace("TEXT", textName, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, null, "bot")]
    [InlineData(true, null, "webhook")]
    [InlineData(true, WebRunDeliveryMode.Bot, "bot")]
    public async Task Results_go_to_the_webhook_where_there_is_one(bool hasWebhook, WebRunDeliveryMode? mode, string sent)
    {
        var service = new FakeService().Answer(Answer);

        await service.Client().CreateTriggerAsync(new WebRunTriggerRequest { Name = "x", DeliveryMode = mode, Webhook = hasWebhook ? new WebRunWebhook(new Uri("https://h.example/x")) : null });

        Assert.Equal(sent, (string?)JsonNode.Parse(service.Requests.Single().Body!)!["deliveryMode"]);
    }

    [Fact]
    public async Task Secret_of_a_webhook_that_the_answer_repeats_is_in_no_error()
    {
        var service = new FakeService().Answer("""{"success":false,"error":"auth hunter2hunter2 is bad","code":"INVALID_PARAMETER"}""", 400);
        var webhook = new WebRunWebhook(new Uri("https://h.example/x"), auth: new System.Net.NetworkCredential("", "hunter2hunter2").SecurePassword);

        var created = await Assert.ThrowsAsync<WebRunException>(() => service.Client().CreateTriggerAsync(new WebRunTriggerRequest { Name = "x", Webhook = webhook }));
        var changed = await Assert.ThrowsAsync<WebRunException>(() => service.Client().UpdateTriggerAsync("t1", new WebRunTriggerRequest { Webhook = webhook }));

        Assert.All([created, changed], error => Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_sends_only_what_is_new()
    {
        var service = new FakeService().Answer(Answer);
        await service.Client().UpdateTriggerAsync("t1", new WebRunTriggerRequest { Schedule = WebRunSchedule.Every(TimeSpan.FromMinutes(90)), Description = "" });
        Sent(service, HttpMethod.Put, "/cron-jobs/t1", """{"description":"","scheduleType":"every","scheduleInterval":"90m"}""");

        service = new FakeService().Answer(Answer);
        await service.Client().UpdateTriggerAsync("t1", new WebRunTriggerRequest { Schedule = WebRunSchedule.At(Now.AddDays(1), Now) });
        Sent(service, HttpMethod.Put, "/cron-jobs/t1", """{"scheduleType":"at","scheduleAt":"2026-01-16T10:00:00Z"}""");
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("trigger")]
    public async Task State_is_a_post_without_a_body(string state)
    {
        var service = new FakeService().Answer(Answer);

        await (state switch
        {
            "pause" => service.Client().DisableTriggerAsync("t1"),
            "resume" => service.Client().EnableTriggerAsync("t1"),
            _ => (Task)service.Client().StartTriggerAsync("t1"),
        });

        var request = service.Requests[0];
        Assert.Equal((HttpMethod.Post, $"/cron-jobs/t1/{state}", null), (request.Method, request.Uri.PathAndQuery, request.Body));
    }

    [Fact]
    public async Task Trigger_is_read_with_its_runs()
    {
        var trigger = await new FakeService().Answer(
            """
            {"success":true,"cronJob":{"_id":"t1","name":"n","environmentId":"e1","scheduleType":"every","scheduleInterval":"90m","timezone":"UTC","prompt":"look","startingUrl":"https://a.example/",
             "outputType":"structured_json","deliveryMode":"both","webhook":{"name":"w","url":"https://h.example/x"},"maxConsecutiveFailures":5,"status":"active","nextRunAt":"2026-01-15T12:00:00Z",
             "consecutiveFailures":1,"recentRuns":[{"_id":"r1","cronJobId":"t1","status":"completed","createdAt":"2026-01-15T10:00:00Z"},{"id":"r2","status":"skipped"}]}}
            """).Client().GetTriggerAsync("t1");

        Assert.Equal(("t1", "n", "e1", WebRunTriggerStatus.Active), (trigger.TriggerId, trigger.Name, trigger.EnvironmentId, trigger.Status));
        Assert.Equal((WebRunScheduleType.Every, "every 90m", TimeSpan.FromMinutes(90), Now.AddHours(2)), (trigger.ScheduleType, trigger.Schedule, trigger.Interval, trigger.NextRunAt));
        Assert.Equal(("look", "https://a.example/", WebRunOutputType.Json, WebRunDeliveryMode.Both, "https://h.example/x"), (trigger.TaskDetails, trigger.StartingPoint?.AbsoluteUri, trigger.OutputType, trigger.DeliveryMode, trigger.WebhookUrl));
        Assert.Equal((5, 1), (trigger.MaxConsecutiveFailures, trigger.ConsecutiveFailures));
        Assert.Equal([("r1", "t1", "completed"), ("r2", null, "skipped")], trigger.RecentRuns.Select(run => (run.RunId, run.TriggerId, run.Status)));
    }

    [Fact]
    public async Task What_is_missing_or_odd_is_not_there()
    {
        var triggers = await new FakeService().Answer("""{"cronJobs":[{"scheduleType":"lunar","status":9,"recentRuns":7,"deliveryMode":"pigeon","startingUrl":"x"},{"id":"t2","scheduleType":"every","scheduleInterval":"often"}]}""").Client().GetTriggersAsync();

        Assert.Equal((null, WebRunTriggerStatus.Unknown, WebRunScheduleType.Unknown, "lunar", null, null), (triggers[0].TriggerId, triggers[0].Status, triggers[0].ScheduleType, triggers[0].Schedule, triggers[0].DeliveryMode, triggers[0].StartingPoint));
        Assert.Equal(("t2", "every often", null), (triggers[1].TriggerId, triggers[1].Schedule, triggers[1].Interval));
    }

    [Theory]
    [InlineData("""{"runs":[{"_id":"r1"}],"pagination":{"page":2,"limit":50,"total":120,"totalPages":3}}""", 120L, false)]
    [InlineData("""{"runs":[{"_id":"r1"}],"pagination":{"page":2,"limit":50,"total":51,"totalPages":2}}""", 51L, true)]
    [InlineData("""{"runs":[{"_id":"r1"}]}""", null, true)]
    [InlineData("""{"runs":[],"pagination":{"totalPages":1000000}}""", null, true)]
    public async Task Page_of_runs_knows_whether_it_is_the_last(string body, long? total, bool isLast)
    {
        var service = new FakeService().Answer(body);

        var page = await service.Client().GetTriggerRunsAsync("t1", 2);

        Assert.Equal("/cron-jobs/t1/runs?page=2&limit=50", service.Requests.Single().Uri.PathAndQuery);
        Assert.Equal((total, isLast), (page.Total, page.IsLast));
        Assert.All(page.Runs, run => Assert.Equal(("r1", "t1"), (run.RunId, run.TriggerId)));
    }

    [Fact]
    public async Task Creating_and_starting_are_never_sent_again_once_they_may_have_arrived()
    {
        var create = new FakeService().Answer("", 502).Answer(Answer);
        var created = await Assert.ThrowsAsync<WebRunException>(() => create.RunAsync(create.Client().CreateTriggerAsync(new WebRunTriggerRequest { Name = "x" })));
        var start = new FakeService().Fail(new HttpRequestException(HttpRequestError.ResponseEnded, "cut")).Answer(Answer);
        var started = await Assert.ThrowsAsync<WebRunException>(() => start.RunAsync(start.Client().StartTriggerAsync("t1")));

        Assert.Equal((WebRunErrorId.OutcomeUnknown, WebRunErrorId.OutcomeUnknown), (created.Id, started.Id));
        Assert.DoesNotContain("task", created.Message, StringComparison.Ordinal);
        Assert.Contains("the task may have started", started.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (create.Requests.Count, start.Requests.Count));
    }

    [Fact]
    public async Task Changing_and_pausing_are_repeated_after_any_failure()
    {
        var service = new FakeService().Answer("", 500).Answer("<html>").Answer(Answer);
        await service.RunAsync(service.Client().UpdateTriggerAsync("t1", new WebRunTriggerRequest { Name = "x" }));
        Assert.Equal("PUT PUT PUT GET", string.Join(' ', service.Requests.Select(request => request.Method)));

        service = new FakeService().Fail(new HttpRequestException(HttpRequestError.ResponseEnded, "cut")).Answer(Answer);
        await service.RunAsync(service.Client().DisableTriggerAsync("t1"));
        Assert.Equal("POST POST GET", string.Join(' ', service.Requests.Select(request => request.Method)));
    }

    [Fact]
    public void Columns_are_refused_before_anything_is_sent()
    {
        var error = Assert.Throws<WebRunException>(() => new WebRunTriggerRequest { OutputSchema = WebRunOutputSchema.From("""["a","b"]""") });

        Assert.Equal(WebRunErrorId.InvalidParameter, error.Id);
        Assert.Contains("OutputSchema", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_policy_is_cleared()
    {
        var service = new FakeService().Answer(Answer);

        await service.Client().UpdateTriggerAsync("t1", new WebRunTriggerRequest { PolicyId = "" });

        Sent(service, HttpMethod.Put, "/cron-jobs/t1", """{"policyId":null}""");
    }

    [Fact]
    public async Task What_the_answer_to_a_creation_leaves_out_is_as_it_was_asked_for()
    {
        var service = new FakeService().Answer("""{"success":true,"cronJob":{"_id":"t1","name":"n","policyId":null,"scheduleType":"cron","scheduleCron":"0 9 * * *","timezone":"UTC","prompt":"look","status":"active"}}""", 201);

        var created = await service.Client().CreateTriggerAsync(new WebRunTriggerRequest { Name = "n", Description = "d", StartingPoint = new Uri("https://a.example/"), OutputSchema = WebRunOutputSchema.From("""{"a":"string"}"""), MaxConsecutiveFailures = 3 });

        Assert.Equal((WebRunDeliveryMode.Bot, WebRunOutputType.Json, "d", "https://a.example/", 3), (created.DeliveryMode, created.OutputType, created.Description, created.StartingPoint?.AbsoluteUri, created.MaxConsecutiveFailures));
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData("change", """{"_id":"t1","name":"new","scheduleCron":"0 8 * * *","timezone":"UTC","nextRunAt":null}""")]
    [InlineData("pause", """{"_id":"t1","status":"paused"}""")]
    [InlineData("resume", """{"_id":"t1","status":"active","consecutiveFailures":0,"nextRunAt":"2026-01-15T12:00:00Z"}""")]
    public async Task What_the_answer_to_a_change_leaves_out_is_looked_up_once(string what, string part)
    {
        var service = new FakeService().Answer($$"""{"success":true,"cronJob":{{part}}}""").Answer(
            """{"success":true,"cronJob":{"_id":"t1","name":"new","scheduleType":"cron","scheduleCron":"0 8 * * *","taskDetails":"look","deliveryMode":"both","status":"paused"},"recentRuns":[{"_id":"r1"}]}""");

        var changed = await ChangeAsync(service, what);

        Assert.Equal([$"/cron-jobs/t1{(what == "change" ? "" : "/" + what)}", "/cron-jobs/t1"], service.Requests.Select(request => request.Uri.PathAndQuery));
        Assert.Equal(("new", "cron 0 8 * * *", "look", WebRunDeliveryMode.Both, "r1"), (changed.Name, changed.Schedule, changed.TaskDetails, changed.DeliveryMode, changed.RecentRuns.Single().RunId));
    }

    [Fact]
    public async Task Change_is_made_even_if_the_look_after_it_fails()
    {
        var service = new FakeService().Answer("""{"success":true,"cronJob":{"_id":"t1","scheduleInterval":"2h"}}""").Answer("""{"success":false,"message":"Not found"}""", 404);

        var changed = await service.Client().UpdateTriggerAsync("t1", new WebRunTriggerRequest { Name = "new", DeliveryMode = WebRunDeliveryMode.Bot });

        Assert.Equal(("t1", "new", "every 2h", WebRunDeliveryMode.Bot), (changed.TriggerId, changed.Name, changed.Schedule, changed.DeliveryMode));
    }

    [Theory]
    [InlineData("pause", "Cannot pause a job with status \"paused\"", WebRunTriggerStatus.Paused)]
    [InlineData("resume", "Cannot resume a job with status \"active\"", WebRunTriggerStatus.Active)]
    public async Task Repeat_that_is_refused_because_the_first_did_it_has_succeeded(string what, string words, WebRunTriggerStatus status)
    {
        var refusal = new JsonObject { ["success"] = false, ["message"] = words }.ToJsonString();
        var repeated = new FakeService().Fail(new HttpRequestException(HttpRequestError.ResponseEnded, "cut")).Answer(refusal, 400);
        Assert.Equal(("t1", status), (await repeated.RunAsync(ChangeAsync(repeated, what))) is var changed ? (changed.TriggerId, changed.Status) : default);

        var first = new FakeService().Answer(refusal, 400);
        Assert.Equal(WebRunErrorId.InvalidParameter, (await Assert.ThrowsAsync<WebRunException>(() => ChangeAsync(first, what))).Id);
    }

    [Theory]
    [InlineData("structured", WebRunOutputType.Json)]
    [InlineData("structured_json", WebRunOutputType.Json)]
    [InlineData("structured_csv", WebRunOutputType.Csv)]
    [InlineData("text", WebRunOutputType.Text)]
    public async Task Runs_beside_the_trigger_and_every_word_for_its_output_are_read(string word, WebRunOutputType type)
    {
        var trigger = await new FakeService().Answer($$"""{"success":true,"cronJob":{"_id":"t1","outputType":"{{word}}"},"recentRuns":[{"_id":"r1"},{"_id":"r2"}]}""").Client().GetTriggerAsync("t1");

        Assert.Equal((type, "r1 r2"), (trigger.OutputType, string.Join(' ', trigger.RecentRuns.Select(run => run.RunId))));
    }

    private static Task<WebRunTrigger> ChangeAsync(FakeService service, string what) => what switch
    {
        "pause" => service.Client().DisableTriggerAsync("t1"),
        "resume" => service.Client().EnableTriggerAsync("t1"),
        _ => service.Client().UpdateTriggerAsync("t1", new WebRunTriggerRequest { Name = "new" }),
    };

    // A look may follow.
    private static void Sent(FakeService service, HttpMethod method, string path, string body)
    {
        var request = service.Requests[0];
        Assert.Equal((method, path), (request.Method, request.Uri.PathAndQuery));
        Assert.Equal(JsonNode.Parse(body)!.ToJsonString(), JsonNode.Parse(request.Body!)!.ToJsonString());
    }
}

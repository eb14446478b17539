using System;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;
using static WebRun.Client.Tests.EmulatorHttp;

namespace WebRun.Client.Tests;

/// <summary>Asks for the answers about triggers, each with the key of its generation.</summary>
internal sealed class TriggerScene(AnswerForm form, HttpClient http)
{
    private const int Most = 50;

    // The field that has the text of the task, in requests and in answers.
    private string TextName => form.Name.EndsWith("prompt", StringComparison.Ordinal) ? "prompt" : "taskDetails";

    public Task<(int Status, JsonNode? Answer)> ProduceAsync() => form.Name switch
    {
        "triggers-listed" or "triggers-listed-with-prompt" or "triggers-listed-structured" or "triggers-listed-structured-json" => AfterCreationAsync(_ => GetAsync("cron-jobs")),
        "trigger-created" or "trigger-created-with-prompt" => CreateAsync(),
        "trigger-read" => AfterCreationAsync(path => AfterAsync($"{path}/trigger", () => GetAsync(path))),
        "trigger-changed" => AfterCreationAsync(path => http.TryAsync(HttpMethod.Put, path, JsonBody("""{"name":"new"}"""))),
        "trigger-paused" => AfterCreationAsync(path => PostAsync($"{path}/pause")),
        "trigger-resumed" => AfterCreationAsync(path => AfterAsync($"{path}/pause", () => PostAsync($"{path}/resume"))),
        "trigger-deleted" => AfterCreationAsync(path => http.TryAsync(HttpMethod.Delete, path)),
        "trigger-run" => AfterCreationAsync(path => PostAsync($"{path}/trigger")),
        "runs-listed" => AfterCreationAsync(path => AfterAsync($"{path}/trigger", () => GetAsync($"{path}/runs"))),
        "run-read" => AfterCreationAsync(path => AfterAsync($"{path}/trigger", () => FirstRunAsync(path))),
        "trigger-refused-name" => CreateAsync(("name", null)),
        "trigger-refused-task-details" => CreateAsync(("taskDetails", null), ("prompt", "look")),
        "trigger-refused-prompt" => CreateAsync(("prompt", null), ("taskDetails", "look")),
        "trigger-refused-environment" => CreateAsync(("environmentId", "nowhere")),
        "trigger-refused-limit" => AfterManyAsync(),
        "trigger-refused-webhook" => CreateAsync(("webhook", null)),
        "trigger-refused-output-type" => CreateAsync(("outputType", "structured_json"), ("outputSchema", new JsonObject { ["type"] = "object" })),
        "trigger-refused-pause" => AfterCreationAsync(path => AfterAsync($"{path}/pause", () => PostAsync($"{path}/pause"))),
        "trigger-refused-resume" => AfterCreationAsync(path => PostAsync($"{path}/resume")),
        "trigger-unknown" => GetAsync("cron-jobs/nothing"),
        _ => throw new InvalidOperationException($"Nothing asks for {form.Name}."),
    };

    private async Task<(int Status, JsonNode? Answer)> CreateAsync(params (string Name, JsonNode? Value)[] changes)
    {
        http.DefaultRequestHeaders.Authorization = new("Bearer", TextName is "prompt" ? "wr_key" : FakeService.Key);
        var body = new JsonObject
        {
            ["name"] = "daily",
            ["environmentId"] = (await http.PostAsync("environments", """{"name":"e"}"""))["environment"]!.Text("_id"),
            ["scheduleType"] = "cron",
            ["scheduleCron"] = "0 9 * * *",
            [TextName] = "look",
            ["webhook"] = JsonNode.Parse("""{"name":"w","url":"https://a.example/hook","submittedData":"ai_response"}"""),
        };
        if (form.OutputSchema is { } schema)
        {
            (body["outputType"], body["outputSchema"]) = ("structured", JsonNode.Parse(schema));
        }

        foreach (var (name, value) in changes)
        {
            body[name] = value;
        }

        return await http.TryAsync(HttpMethod.Post, "cron-jobs", JsonBody(body.ToJsonString()));
    }

    private async Task<(int Status, JsonNode? Answer)> AfterCreationAsync(Func<string, Task<(int Status, JsonNode? Answer)>> ask)
    {
        var created = (await CreateAsync()).Answer!;
        return await ask($"cron-jobs/{created["cronJob"]!["_id"]}");
    }

    private async Task<(int Status, JsonNode? Answer)> AfterManyAsync()
    {
        http.DefaultRequestHeaders.Authorization = new("Bearer", FakeService.Key);
        var environment = (await http.PostAsync("environments", """{"name":"e"}"""))["environment"]!.Text("_id");
        for (var count = 1; ; count++)
        {
            var answer = await http.TryAsync(HttpMethod.Post, "cron-jobs", JsonBody($$"""{"name":"n","environmentId":"{{environment}}","scheduleType":"every","scheduleInterval":"1d","taskDetails":"x","deliveryMode":"bot"}"""));
            if (answer.Status != 201 || count > Most)
            {
                return answer;
            }
        }
    }

    private async Task<(int Status, JsonNode? Answer)> AfterAsync(string path, Func<Task<(int Status, JsonNode? Answer)>> ask)
    {
        Assert.Equal(200, (await PostAsync(path)).Status);
        return await ask();
    }

    private async Task<(int Status, JsonNode? Answer)> FirstRunAsync(string path)
    {
        var runs = (await GetAsync($"{path}/runs")).Answer!["runs"]!;
        return await GetAsync($"{path}/runs/{runs[0]!["_id"]}");
    }

    private Task<(int Status, JsonNode? Answer)> GetAsync(string path) => http.TryAsync(HttpMethod.Get, path);

    private Task<(int Status, JsonNode? Answer)> PostAsync(string path) => http.TryAsync(HttpMethod.Post, path);
}

using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Client.Tests;

/// <summary>
/// The table of the contract's answers: every form of §4, §5, §7 and §9 by its name, produced by the emulator and held against
/// what the second edition says. What is peculiar about the bytes of an answer is tested one by one.
/// </summary>
public class AnswerFormTests
{
    private static readonly string[] OfBytes = ["poll-byte-order-mark", "poll-deep-unknown-field", "poll-duplicate-unknown-key", "poll-cut", "poll-oversized"];

    public static TheoryData<string> Names => [.. AnswerForms.All.Select(form => form.Name).Except(OfBytes)];

    [Fact]
    public void Every_form_is_in_the_table_once() =>
        Assert.Equal(AnswerForms.All.Select(form => form.Name).Order(StringComparer.Ordinal), AnswerFormShapes.All.Keys.Concat(OfBytes).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Form_is_as_the_contract_has_it(string name)
    {
        var (status, json) = AnswerFormShapes.All[name];
        await using var scene = await AnswerScene.StartAsync(Form(name));

        var (actualStatus, answer) = await scene.ProduceAsync();

        Assert.Equal(status, actualStatus);
        JsonShape.AssertFits(scene.WithIds(json), answer);
    }

    [Fact]
    public async Task Byte_order_mark_is_before_the_answer()
    {
        var bytes = await BytesAsync("poll-byte-order-mark");

        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        Assert.Equal("task_completed", JsonNode.Parse(bytes.AsSpan(3))!.Text("type"));
    }

    [Fact]
    public async Task Unknown_field_is_deeper_than_readers_usually_go()
    {
        var bytes = await BytesAsync("poll-deep-unknown-field");

        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(bytes));
        using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 200 });
        Assert.True(json.RootElement.TryGetProperty("unknown", out _));
    }

    [Fact]
    public async Task Unknown_field_has_a_key_twice()
    {
        var bytes = await BytesAsync("poll-duplicate-unknown-key");

        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false }));
        Assert.Equal("task_completed", JsonNode.Parse(bytes)!.Text("type"));
    }

    [Fact]
    public async Task Cut_answer_has_the_ids_in_the_part_that_comes()
    {
        await using var scene = await AnswerScene.StartAsync(Form("poll-cut"));
        using var response = await scene.Http.GetAsync(await scene.PathOfPollAsync(), HttpCompletionOption.ResponseHeadersRead);
        using var content = await response.Content.ReadAsStreamAsync();
        var part = new byte[10_000];
        var count = await content.ReadAtLeastAsync(part, (int)(response.Content.Headers.ContentLength! * 2 / 3), throwOnEndOfStream: false);

        Assert.Contains(scene.Emulator.Recorder.Tasks.Single().TaskId, Encoding.UTF8.GetString(part, 0, count), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => content.ReadExactlyAsync(part, 0, 10).AsTask());
    }

    [Fact]
    public async Task Oversized_answer_begins_with_the_ids_and_can_be_read_by_who_can()
    {
        Assert.SkipWhen(Wine.IsHere, "In Wine, what came before a connection broke off is lost.");
        var bytes = await BytesAsync("poll-oversized");

        Assert.Equal(5_000_000, bytes.Length);
        Assert.StartsWith("""{"success":true,"sessionId":""", Encoding.UTF8.GetString(bytes, 0, 100), StringComparison.Ordinal);
        Assert.Equal("task_completed", JsonNode.Parse(bytes)!.Text("type"));
    }

    [Fact]
    public async Task Task_that_was_not_yet_known_is_known_the_second_time()
    {
        await using var scene = await AnswerScene.StartAsync(Form("poll-not-yet-known"));
        var path = await scene.PathOfPollAsync();

        Assert.Equal(404, (await scene.Http.TryAsync(HttpMethod.Get, path)).Status);
        Assert.Equal("running", (await scene.Http.ReadAsync(path)).Text("status"));
    }

    [Fact]
    public async Task Session_stands_for_its_first_task()
    {
        await using var scene = await AnswerScene.StartAsync(Form("session-id-is-task-id"));
        var id = (await scene.ProduceAsync()).Answer!.Text("sessionId");

        var polled = await scene.Http.ReadAsync($"task/{id}/{id}");

        Assert.Equal((scene.Emulator.Recorder.Tasks.Single().TaskId, "running"), (polled.Text("taskId"), polled.Text("status")));
    }

    private static AnswerForm Form(string name) => AnswerForms.All.Single(form => form.Name == name);

    private static async Task<byte[]> BytesAsync(string name)
    {
        await using var scene = await AnswerScene.StartAsync(Form(name));
        return await scene.Http.GetByteArrayAsync(await scene.PathOfPollAsync());
    }
}

using System;
using System.Linq;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Each field of an answer is taken from wherever it stands, and what was known stays known (API facts §4, §9).</summary>
public class AnswerFieldTests
{
    private static readonly WebRunTask Known = new() { SessionId = "s1", TaskId = "t1", TaskDetails = "look" };

    [Theory]
    [InlineData("""{"message":"m","prompt_tokens":7,"completion_tokens":8}""", """{"inputTokens":1,"outputTokens":2,"cost":0.01}""", 1, 2)]
    [InlineData("""{"message":"m","inputTokens":1,"usage":{"prompt_tokens":7,"outputTokens":2}}""", """{"cost":0.01}""", 1, 2)]
    public async Task Figure_of_the_most_trusted_place_counts_under_whichever_name(string data, string usage, long prompt, long completion)
    {
        var task = await ReadAsync($$"""{"success":true,"type":"task_completed","data":{{data}},"usage":{{usage}}}""");

        Assert.Equal((prompt, completion, 0.01m), (task.Usage!.PromptTokens, task.Usage.CompletionTokens, task.Cost));
    }

    [Theory]
    [InlineData("""{"success":true,"pollUrl":"https://connect.webrun.ai/task/s7/t7"}""")]
    [InlineData("""{"success":true,"sessionId":"s7","status":"started","pollUrl":"https://connect.webrun.ai/task/s7/t7"}""")]
    [InlineData("""{"success":true,"taskId":"t7","pending":true,"pollUrl":"https://connect.webrun.ai/api/task/s7/t7?wait=1"}""")]
    public async Task Ids_that_stand_only_in_the_address_to_poll_are_the_task_s(string body)
    {
        var task = await new FakeService().Answer(body).Client().RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" });

        Assert.Equal((WebRunTaskStatus.Pending, "s7", "t7"), (task.Status, task.SessionId, task.TaskId));
    }

    [Theory]
    [InlineData("https://connect.webrun.ai/task/s%2F7/t7")]
    [InlineData("https://connect.webrun.ai/elsewhere/s7/t7")]
    [InlineData("https://connect.webrun.ai/task/s7")]
    [InlineData("task/s7/t7")]
    public async Task Address_that_names_no_task_names_none(string address)
    {
        var service = new FakeService().Answer($$"""{"success":true,"pollUrl":"{{address}}"}""");

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.Client().RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }));

        Assert.Equal((WebRunErrorId.InvalidResponse, null), (error.Id, error.SessionId));
    }

    [Theory]
    [InlineData("""{"success":false,"data":{"code":"PAGE_CRASH","message":"gone"}}""")]
    [InlineData("""{"success":false,"result":{"code":"PAGE_CRASH","error":"gone"}}""")]
    [InlineData("""{"details":{"code":"PAGE_CRASH","message":"gone"}}""")]
    public async Task Code_of_a_task_is_its_failure_wherever_it_stands(string body)
    {
        var task = await ReadAsync(body, status: 500);

        Assert.Equal((WebRunTaskStatus.Failed, new WebRunTaskError("PAGE_CRASH", "gone")), (task.Status, task.Error));
    }

    [Fact]
    public async Task Files_and_pages_that_an_answer_leaves_out_stay_known()
    {
        var service = new FakeService()
            .Answer("""{"success":true,"type":"task_completed","data":{"message":"m","files":[{"filename":"a"}],"network":[{"id":"n1"}]}}""")
            .Answer("""{"success":true,"type":"task_completed","data":{"message":"m"}}""");

        var task = await service.Client().GetTaskAsync(await service.Client().GetTaskAsync(Known));

        Assert.Equal(("a", "n1"), (Assert.Single(task.Files).FileName, Assert.Single(task.Network).Id));
    }

    [Theory]
    [InlineData("TASK_NOT_FOUND")]
    [InlineData("SESSION_EXPIRED")]
    public async Task Task_that_is_known_to_have_ended_stays_known_once_it_is_cleaned_up(string code)
    {
        var service = new FakeService()
            .Answer("""{"success":true,"type":"task_completed","data":{"message":"m"},"usage":{"cost":0.0124}}""")
            .Answer($$"""{"success":false,"error":"gone","code":"{{code}}"}""", 404);

        var ended = await service.Client().GetTaskAsync(Known);

        Assert.Equal(ended, await service.Client().GetTaskAsync(ended));
        await Assert.ThrowsAsync<WebRunException>(() => service.Client().GetTaskAsync(Known));
    }

    [Fact]
    public async Task Fields_of_a_changed_trigger_are_read_with_or_without_an_object_of_their_own()
    {
        foreach (var body in new[] { """{"success":true,"cronJob":{"_id":"t1","status":"paused"}}""", """{"success":true,"_id":"t1","status":"paused"}""" })
        {
            var paused = await new FakeService().Answer(body).Client().SetTriggerStatusAsync("t1", WebRunTriggerStatus.Paused, default);

            Assert.Equal(("t1", WebRunTriggerStatus.Paused), (paused.TriggerId, paused.Status));
        }
    }

    [Theory]
    [InlineData("""{"success":true,"price":42}""")]
    [InlineData("""{"success":true,"status":"completed","price":42}""")]
    [InlineData("""{"type":"failed","status":"active"}""")]
    [InlineData("""{"event":"concert","title":"x"}""")]
    public void Output_alone_may_look_like_an_answer(string output)
    {
        var task = WebRunClient.ReadWebhook(output);

        Assert.Equal((WebRunTaskStatus.Completed, output, null), (task.Status, task.Message, task.SessionId));
    }

    [Fact]
    public void Whole_answer_of_a_webhook_may_be_wrapped()
    {
        var task = WebRunClient.ReadWebhook("""{"status":"complete","result":{"type":"task_completed","data":{"message":"42"},"usage":{"cost":0.0124}},"completedAt":"2026-01-15T10:30:00Z"}""");

        Assert.Equal((WebRunTaskStatus.Completed, "42", 0.0124m, 2026), (task.Status, task.Message, task.Cost, task.CompletedAt!.Value.Year));
    }

    private static Task<WebRunTask> ReadAsync(string body, int status = 200)
    {
        var service = new FakeService().Answer(body, status);
        return service.RunAsync(service.Client().GetTaskAsync(Known));
    }
}

using System;
using System.Text.Json;
using WebRun.Operations;
using WebRun.Protocol;

namespace WebRun.Client.Tests;

/// <summary>What answers, polls and events report on one task is put together, each figure by itself.</summary>
public class TaskReportTests
{
    private static readonly WebRunTask Sent = new() { SessionId = "s1", TaskId = "t1", TaskDetails = "look" };

    [Fact]
    public void Cost_so_far_is_not_the_cost_of_an_end_that_names_none()
    {
        var reports = Running();

        Hear(reports, """{"type":"task_completed","taskId":"t1","data":{"message":"done"}}""");

        Assert.False(reports.Task.IsSettled);
        Assert.Equal("done", reports.ReportedEnd!.Message);
        reports.Take(Answer("""{"success":true,"type":"task_completed","data":{"message":"done"},"usage":{"cost":0.0213}}"""));
        Assert.Equal((WebRunTaskStatus.Completed, "done", 0.0213m), (reports.Task.Status, reports.Task.Message, reports.Task.Cost));
    }

    [Fact]
    public void Event_with_tokens_alone_leaves_the_cost_to_a_poll()
    {
        var reports = Running();

        Hear(reports, """{"type":"task_completed","taskId":"t1","data":{"message":"done","prompt_tokens":10,"completion_tokens":2,"completion_time":3,"files":[{"filename":"a"}]}}""");
        reports.Take(Answer("""{"success":true,"type":"task_completed","data":{},"usage":{"cost":0.0213}}"""));

        var task = reports.Task;
        Assert.Equal(("done", "a"), (task.Output, Assert.Single(task.Files).FileName));
        Assert.Equal((10, 2, 12, 3, 0.0213m), (task.Usage!.PromptTokens, task.Usage.CompletionTokens, task.Usage.TotalTokens, task.Usage.CompletionTime.TotalSeconds, task.Cost));
    }

    [Fact]
    public void Event_with_the_whole_end_needs_no_poll()
    {
        var reports = Running();

        Hear(reports, """{"type":"task_completed","taskId":"t1","data":{"message":"done"},"usage":{"prompt_tokens":10,"cost":0.0213}}""");

        Assert.Equal((WebRunTaskStatus.Completed, "done", 0.0213m, null), (reports.Task.Status, reports.Task.Message, reports.Task.Cost, reports.ReportedEnd));
    }

    [Fact]
    public void Error_keeps_its_code_where_the_poll_has_none()
    {
        var reports = Running();

        Hear(reports, """{"type":"error","taskId":"t1","data":{"message":"the page is gone","usage":{"cost":0.02}},"code":"PAGE_CRASH"}""");
        reports.Take(Answer("""{"success":false,"status":"failed"}"""));

        Assert.Equal((WebRunTaskStatus.Failed, new WebRunTaskError("PAGE_CRASH", "the page is gone"), 0.02m), (reports.Task.Status, reports.Task.Error, reports.Task.Cost));
    }

    [Fact]
    public void Task_that_survives_an_error_has_nothing_of_it()
    {
        var reports = Running();

        Hear(reports, """{"type":"error","taskId":"t1","error":"a hiccup"}""");
        reports.Take(Answer("""{"success":true,"status":"running","usage":{"cost":0.005}}"""));

        Assert.Equal((WebRunTaskStatus.Running, null, 0.005m), (reports.Task.Status, reports.Task.Error, reports.Task.Cost));
    }

    private static TaskReports Running()
    {
        var reports = new TaskReports(Sent, isAlone: true, TimeProvider.System);
        reports.Take(Answer("""{"success":true,"status":"running","usage":{"cost":0.004}}"""));
        return reports;
    }

    private static WebRunTask Answer(string json) => TaskResponse.Read(ServiceResponse.Parse(System.Text.Encoding.UTF8.GetBytes(json)), Sent, DateTimeOffset.UnixEpoch)!;

    private static void Hear(TaskReports reports, string json)
    {
        using var payload = JsonDocument.Parse(json);
        reports.Hear(LiveEvents.Read("message", payload.RootElement.Clone(), "s1", DateTimeOffset.UnixEpoch));
    }
}

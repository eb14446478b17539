using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Tests;

/// <summary>What the endpoint of a webhook received becomes a task.</summary>
public class WebhookTests
{
    private const string Full = """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"42","files":[],"network":[]},"usage":{"cost":0.0124},"completedAt":"2026-01-15T10:30:00Z"}""";

    [Theory]
    [InlineData($"'{Full}' | ConvertFrom-WebRunWebhook")]
    [InlineData($"'{Full}' | ConvertFrom-Json | ConvertFrom-WebRunWebhook")]
    [InlineData($"ConvertFrom-WebRunWebhook ('{Full}' | ConvertFrom-Json -AsHashtable)")]
    public void Whole_answer_is_the_whole_task(string command)
    {
        using var engine = new Engine();

        var task = engine.Run(command).MustSucceed();

        Assert.Equal(("WebRun.WebRunTask", "s1", "t1", "Completed", "42"), (task.Single.TypeNames[0], task["SessionId"], task["TaskId"], task["Status"], task["Message"]));
        Assert.Equal("0.0124", Convert.ToString(task.Single.Properties["Cost"].Value, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Output_alone_is_text_or_what_the_schema_says()
    {
        using var engine = new Engine();

        Assert.Equal("42 EUR", engine.Run("'42 EUR' | ConvertFrom-WebRunWebhook").MustSucceed()["Output"]);
        Assert.Equal("42 EUR", engine.Run("""'"42 EUR"' | ConvertFrom-WebRunWebhook""").MustSucceed()["Output"]);
        Assert.Equal(
            "Keyboard 42",
            engine.Run("""('{"title":"Keyboard","price":42}' | ConvertFrom-WebRunWebhook -OutputSchema @{ title = 'string'; price = 'number' }).Output | ForEach-Object { "$($_.title) $($_.price)" }""").MustSucceed().Single.BaseObject);
    }

    [Fact]
    public void Ping_has_the_ids()
    {
        using var engine = new Engine();

        var task = engine.Run("""'{"event":"task_completed","sessionId":"s1","taskId":"t1","completedAt":"2026-01-15T10:30:00Z"}' | ConvertFrom-WebRunWebhook""").MustSucceed();

        Assert.Equal(("s1", "t1", "Completed", null), (task["SessionId"], task["TaskId"], task["Status"], task["Message"]));
    }

    [Fact]
    public void Nothing_is_InvalidParameter()
    {
        using var engine = new Engine();

        Assert.Equal("InvalidParameter", engine.Run("'' | ConvertFrom-WebRunWebhook").ErrorId);
    }
}

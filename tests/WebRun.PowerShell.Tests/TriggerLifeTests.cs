using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A trigger's whole life with keys of both generations: what goes out, and the objects that come back.</summary>
public class TriggerLifeTests
{
    /// <summary>A trigger on one line.</summary>
    private const string Shown = """ForEach-Object { "$($_.Name)|$($_.Status)|$($_.Schedule)|$($_.TimeZone)|$($_.TaskDetails)|$($_.StartingPoint)|$($_.OutputType)|$($_.DeliveryMode)|$($_.WebhookUrl)|$($_.PolicyId)" }""";

    [Theory]
    [InlineData(Engine.Key, "taskDetails", "prompt", false)]
    [InlineData("wr_0123456789abcdefghijklmnopqrst", "prompt", "taskDetails", false)]
    [InlineData("wr_0123456789abcdefghijklmnopqrst", "prompt", "taskDetails", true)]
    public async Task Trigger_lives_its_whole_life(string key, string textName, string otherName, bool hasWordsOfTasks)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions
        {
            RateLimit = 0,
            SessionLimit = 0,
            DefaultTaskDuration = TimeSpan.FromMilliseconds(1),
            Forms = hasWordsOfTasks ? [ServiceForm.TriggerOutputTypeOfTasks] : [],
        });
        using var engine = new Engine(emulator, key);

        Assert.Equal(
            ["daily|Active|cron 0 9 * * *|Europe/Berlin|look|https://a.example/|Json|Both|https://h.example/x|p"],
            Lines("$t = New-WebRunEnvironment e | New-WebRunTrigger daily look -Cron '0 9 * * *' -TimeZone Europe/Berlin -StartingPoint https://a.example -OutputSchema @{ a = 'string' } -DeliveryMode Both -Webhook https://h.example/x -PolicyId p; $t"));
        var created = JsonNode.Parse(emulator.Recorder.Requests[^1].Body)!.AsObject();
        Assert.Equal(("look", false, "structured"), ((string?)created[textName], created.ContainsKey(otherName), (string?)created["outputType"]));

        // A list leaves out the page and the webhook, and one trigger alone has everything.
        Assert.Equal(["daily|Active|cron 0 9 * * *|Europe/Berlin|look||Json|Both||p"], Lines("Get-WebRunTrigger daily"));
        Assert.Equal(["daily|Active|cron 0 9 * * *|Europe/Berlin|look|https://a.example/|Json|Both|https://h.example/x|p"], Lines("$t | Get-WebRunTrigger"));

        Assert.Equal(["weekly|Active|every 7d|Europe/Berlin|look twice|https://a.example/|Json|Both|https://h.example/x|p"], Lines("$t | Set-WebRunTrigger -Name weekly -Every 7d -TaskDetails 'look twice' -PassThru"));
        var changed = JsonNode.Parse(emulator.Recorder.Requests.Last(request => request.Method == "PUT").Body)!.AsObject();
        Assert.Equal(("look twice", false), ((string?)changed[textName], changed.ContainsKey(otherName)));
        Assert.Equal(["weekly|Active|every 7d|Europe/Berlin|look twice|https://a.example/|Json|Both|https://h.example/x|"], Lines("$t | Set-WebRunTrigger -PolicyId '' -PassThru"));

        Assert.Equal(["weekly|Paused|every 7d|Europe/Berlin|look twice|https://a.example/|Json|Both|https://h.example/x|"], Lines("$t | Disable-WebRunTrigger -PassThru"));
        Assert.Null(engine.Run("Get-WebRunTrigger -TriggerId $t").MustSucceed()["NextRunAt"]);
        Assert.Equal(["weekly|Active|every 7d|Europe/Berlin|look twice|https://a.example/|Json|Both|https://h.example/x|"], Lines("$t | Enable-WebRunTrigger -PassThru"));
        Assert.NotNull(engine.Run("Get-WebRunTrigger -TriggerId $t").MustSucceed()["NextRunAt"]);

        engine.Run("$t | Start-WebRunTrigger").MustSucceed();
        var run = engine.Run("$t | Get-WebRunTriggerRun").MustSucceed();
        var record = emulator.Recorder.TriggerRuns.Single();
        Assert.Equal((record.RunId, emulator.Recorder.Triggers.Single().TriggerId, null, null), (run["RunId"], run["TriggerId"], run["SessionId"], run["TaskId"]));
        Assert.Equal(run["RunId"], engine.Run("(Get-WebRunTrigger -TriggerId $t).RecentRuns").MustSucceed()["RunId"]);
        Assert.Equal("look twice", emulator.Recorder.Tasks.Single().TaskDetails);

        engine.Run("$t | Remove-WebRunTrigger -Confirm:$false").MustSucceed();
        Assert.Empty(emulator.Recorder.Triggers);
        Assert.Equal("NotFound", engine.Run("Get-WebRunTrigger -TriggerId $t").ErrorId);

        string[] Lines(string command) => [.. engine.Run($". {{ {command} }} | {Shown}").MustSucceed().Output.Select(line => (string)line.BaseObject)];
    }
}

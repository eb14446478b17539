using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Live;
using WebRun.PowerShell.Tests;
using WebRun.Protocol;

namespace WebRun.Client.Tests;

/// <summary>Live events as the service documents them (API facts §7), and their way to a reader who may be slow.</summary>
public class LiveEventTests
{
    [Theory]
    [InlineData("message", """{"type":"agent","content":"hm"}""", WebRunEventKind.Thought, "hm", null)]
    [InlineData("message", """{"type":"action","data":{"name":"click_element","target":"#a"}}""", WebRunEventKind.Action, "click_element #a", null)]
    [InlineData("message", """{"type":"action","data":{"name":"scroll"}}""", WebRunEventKind.Action, "scroll", null)]
    [InlineData("message", """{"type":"response_update","data":{"message":"so far"}}""", WebRunEventKind.Update, "so far", null)]
    [InlineData("message", """{"type":"task_completed","sessionId":"s1","taskId":"t1","data":{"message":"done"},"usage":{"cost":1}}""", WebRunEventKind.Completed, "done", "t1")]
    [InlineData("message", """{"type":"guardrail_trigger","data":{"type":"human_input_needed","value":"code?"}}""", WebRunEventKind.Guardrail, "code?", null)]
    [InlineData("message", """{"type":"error","error":"gone","code":"PAGE_CRASH"}""", WebRunEventKind.Error, "PAGE_CRASH: gone", null)]
    [InlineData("end_session", """{"reason":"expired"}""", WebRunEventKind.SessionEnded, "expired", null)]
    [InlineData("instance:disconnected", """{"gracePeriod":300000}""", WebRunEventKind.InstanceLost, "The browser was lost and may come back.", null)]
    [InlineData("instance:reconnected", "null", WebRunEventKind.InstanceRegained, "The browser has come back.", null)]
    [InlineData("message", """{"type":"agent","content":"half \ud83d"}""", WebRunEventKind.Thought, "half \\ud83d", null)]
    [InlineData("message", """{"type":"agent","content":"hm","\udc00":1}""", WebRunEventKind.Thought, "hm", null)]
    [InlineData("news", """{"a":1}""", WebRunEventKind.Other, "news", null)]
    [InlineData("message", """{"type":"agent","content":5}""", WebRunEventKind.Thought, null, null)]
    [InlineData("message", """{"type":"task_completed","data":"odd"}""", WebRunEventKind.Completed, null, null)]
    [InlineData("message", "[1]", WebRunEventKind.Other, "message", null)]
    public void Payload_becomes_an_event(string name, string payload, WebRunEventKind kind, string? text, string? taskId)
    {
        var now = DateTimeOffset.UtcNow;

        var told = LiveEvents.Read(name, JsonDocument.Parse(payload).RootElement, "s1", now);

        Assert.Equal((kind, text, taskId, "s1", now), (told.Kind, told.Text, told.TaskId, told.SessionId, told.Time));
    }

    [Fact]
    public void Data_is_plain_objects()
    {
        var told = LiveEvents.Read("x", JsonDocument.Parse("""{"a":[1,2.5,"t",true,null,{"b":{}}]}""").RootElement, "s1", default);

        var list = Assert.IsType<object?[]>(Assert.IsType<Dictionary<string, object?>>(told.Data)["a"]);
        Assert.Equal([1L, 2.5, "t", true, null], list[..5]);
        Assert.IsType<Dictionary<string, object?>>(list[5]);
    }

    [Fact]
    public async Task Reader_that_keeps_up_loses_nothing_and_keeps_the_order()
    {
        var queue = new EventQueue(TimeProvider.System);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 50_000; i++)
            {
                await queue.AddAsync(Thought(i));
            }

            queue.Close();
        });

        for (var i = 0; await queue.TakeAsync(CancellationToken.None) is { } told; i++)
        {
            Assert.Equal($"{i}", told.Text);
        }

        await writing;
        Assert.Equal(0, queue.TakeLost());
    }

    [Fact]
    public Task Reader_that_sleeps_loses_thoughts_but_nothing_essential() =>
        Gen.Bool.Array[EventQueue.Capacity, EventQueue.Capacity + 300].SampleAsync(async essential =>
        {
            var clock = new TestClock();
            var queue = new EventQueue(clock);
            foreach (var (isEssential, i) in essential.Select((e, i) => (e, i)))
            {
                var adding = queue.AddAsync(isEssential ? Thought(i) with { Kind = WebRunEventKind.Completed } : Thought(i));
                if (!adding.IsCompleted)
                {
                    clock.Advance(TimeSpan.FromSeconds(2));
                }

                await Eventually.HoldsAsync(() => adding.IsCompleted);
            }

            queue.Close();
            var read = new List<WebRunEvent>();
            while (queue.TakeAsync(CancellationToken.None) is { IsCompletedSuccessfully: true, Result: { } told })
            {
                read.Add(told);
            }

            Assert.Equal(essential.Count(e => e), read.Count(e => e.Kind == WebRunEventKind.Completed));
            Assert.Equal(essential.Length, read.Count + queue.TakeLost());
            Assert.Equal(read.Select(e => int.Parse(e.Text!, null)).Order(), read.Select(e => int.Parse(e.Text!, null)));
        }, iter: 20);

    private static WebRunEvent Thought(int number) => new() { Kind = WebRunEventKind.Thought, Text = FormattableString.Invariant($"{number}") };
}

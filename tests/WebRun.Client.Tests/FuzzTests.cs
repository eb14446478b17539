using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Live;
using WebRun.Models;
using WebRun.PowerShell.Tests;
using WebRun.Protocol;
using WebRun.Schemas;
using WebRun.Transport;

namespace WebRun.Client.Tests;

/// <summary>
/// Whatever the service or a gateway sends: a value with sane fields or a listed error, soon, within bounded memory, and without the key.
/// <c>WEBRUN_FUZZ</c>, where it is set, says how many cases there are in all.
/// </summary>
public class FuzzTests
{
    private const int MostRequests = 300;
    private static readonly WebRunTaskRequest Request = new() { TaskDetails = "x" };
    private static readonly WebRunTask Known = new() { SessionId = "s1", TaskId = "t1" };

    private static readonly Gen<FuzzCall> Calls = Gen.OneOf(
        new FuzzCall("run", GoodAnswers.OfTasks, async (client, cancellationToken) => await client.RunTaskAsync(Request, cancellationToken: cancellationToken)),
        new FuzzCall("send", GoodAnswers.OfTasks, async (client, cancellationToken) => await client.SendTaskAsync("s1", Request, cancellationToken)),
        new FuzzCall("get", GoodAnswers.OfTasks, async (client, cancellationToken) => await client.GetTaskAsync(Known, cancellationToken)),
        new FuzzCall("wait", GoodAnswers.OfTasks, async (client, cancellationToken) => await client.WaitTaskAsync(Known, new WebRunWait { Timeout = TimeSpan.FromSeconds(10), MaxCost = 1m }, cancellationToken)),
        new FuzzCall("start", GoodAnswers.OfSessions, async (client, cancellationToken) => await client.StartSessionAsync(Request, keepAlive: true, cancellationToken: cancellationToken)),
        new FuzzCall("terminate", GoodAnswers.OfMessages, async (client, cancellationToken) => await client.Scope.Reaper.TerminateForSureAsync("s1")),
        new FuzzCall("answer", GoodAnswers.OfMessages, async (client, cancellationToken) =>
        {
            await client.AnswerTaskAsync("s1", "4711", cancellationToken);
            return true;
        }),
        new FuzzCall("health", GoodAnswers.OfHealth, async (client, cancellationToken) => await client.GetHealthAsync(cancellationToken)));

    private static readonly Gen<int> Status = Gen.Frequency(
        (7, Gen.Const(200)),
        (3, Gen.OneOf(201, 204, 299, 301, 302, 307, 400, 401, 402, 403, 404, 408, 409, 410, 413, 422, 429, 500, 501, 502, 503, 504, 599)));

    private static readonly Gen<(string Name, string Value)> Header = Gen.OneOf(
        Gen.OneOf("0", "1", "-1", "3.5", "119", "2147483647", "99999999999999", "", "1,2", "soon", "Wed, 21 Oct 2099 07:28:00 GMT", "Wed, 21 Oct 1999 07:28:00 GMT", FakeService.Key).Select(v => ("Retry-After", v)),
        Gen.OneOf("0", "-5", "1768471205", "253402300799", "253402300800", "9223372036854775807", "99999999999999999999", "1e9", " 5 ", "", FakeService.Key).Select(v => ("X-RateLimit-Reset", v)),
        Gen.OneOf("https://elsewhere.example/" + FakeService.Key, "//x", "?" + FakeService.Key, "http://[").Select(v => ("Location", v)));

    private static readonly Gen<FuzzCase> Conversations = Calls.SelectMany(call => Gen.Select(
        Gen.Select(
            Status,
            Mutations.Of(Gen.Frequency((3, Gen.OneOf(call.Answers)), (1, Gen.OneOf([.. GoodAnswers.OfErrors, .. GoodAnswers.OfTasks, .. GoodAnswers.OfSessions])))),
            Header.Array[0, 2],
            (status, body, headers) => new FuzzAnswer(status, body, headers)).Array[1, 3],
        Gen.Bool,
        (answers, isLogged) => new FuzzCase(call, answers, isLogged)));

    private static readonly Gen<(byte[] Frame, int PartSize)> Frames = Gen.Select(Mutations.Of(Gen.OneOf(GoodAnswers.Frames)), Gen.OneOf(1, 3, 64, 16 * 1024));

    internal static int Count => Environment.GetEnvironmentVariable("WEBRUN_FUZZ") is { Length: > 0 } count ? int.Parse(count, CultureInfo.InvariantCulture) : TestSize.Of(small: 2_000, full: 100_000);

    [Fact]
    public Task Any_answer_gives_a_sane_value_or_a_listed_error() => Cases.RunAsync(Conversations, Count / 2, Environment.ProcessorCount, Converse);

    [Fact]
    public Task Any_frame_gives_a_sane_event_or_nothing() => Cases.RunAsync(Frames.Select((frame, size) => new FuzzFrame(frame, size)), Count - (Count / 2), Environment.ProcessorCount, Listen);

    private static async Task Converse(FuzzCase fuzz)
    {
        var clock = new SkippingClock();
        using var cancellationToken = new CancellationTokenSource();
        using var service = new FuzzService(fuzz.Answers, clock, cancellationToken);
        var log = new List<string>();
        var client = new WebRunClient(
            new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = new Uri("http://127.0.0.1:9"), Handler = service, Clock = clock },
            fuzz.IsLogged ? new WebRunLog(log.Add, log.Add) : null);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var work = fuzz.Call.Send(client, cancellationToken.Token);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Nothing but time is waited for, and that is skipped. But a client gets Polly ready in the background, and where that looks at the clock
        // in the same moment, the fake clock lets its thread finish the work.
        if (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken));
        }

        Assert.True(work.IsCompleted && !cancellationToken.IsCancellationRequested, $"It does not end: {service.Requests} requests, {clock.Pauses} pauses.");
        Assert.True(allocated < (service.Requests * 1024L * 1024) + (service.Bytes * 100), $"{allocated} bytes were allocated for {service.Requests} answers of {service.Bytes} bytes.");
        Assert.All(log, AssertSafe);
        if (work.IsFaulted)
        {
            AssertListed(Assert.IsType<WebRunException>(work.Exception!.InnerException));
        }
        else
        {
            AssertSane(await work);
        }
    }

    private static Task Listen(FuzzFrame fuzz)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var buffer = new MessageBuffer();
        var parts = fuzz.Bytes.Chunk(fuzz.PartSize).DefaultIfEmpty([]).ToList();
        var text = parts.Select((part, i) => buffer.Add(part, part.Length, isLast: i == parts.Count - 1)).Last();
        var packet = Packet.Read(text!);
        var told = packet.Kind == PacketKind.Event
            ? LiveEvents.Read(packet.Json[0].AsText(), packet.Json.GetArrayLength() > 1 ? packet.Json[1] : default, "s1", DateTimeOffset.UnixEpoch)
            : null;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(Enum.IsDefined(packet.Kind));
        Assert.True(allocated < (64 * 1024) + (fuzz.Bytes.Length * 400L), $"{allocated} bytes were allocated for a frame of {fuzz.Bytes.Length} bytes.");
        if (told is not null)
        {
            Assert.True(Enum.IsDefined(told.Kind));
            Assert.Equal("s1", told.SessionId);
            Assert.NotNull(told.ToString());
        }

        return Task.CompletedTask;
    }

    private static void AssertListed(WebRunException error)
    {
        Assert.True(Enum.IsDefined(error.Id));
        Assert.True(error.Message.Length <= 1000 && (error.ServiceCode?.Length ?? 0) <= 250, $"The text of {error.Id} is long.");
        AssertSafe(error + error.ServiceCode);
        Assert.True(error.SessionId is null || ServiceAddress.IsId(error.SessionId), "The error names a session that cannot be one.");
        Assert.True(error.RetryAfter is null || error.RetryAfter >= TimeSpan.Zero);
    }

    private static void AssertSafe(string text) => Assert.DoesNotContain(FakeService.Key, text, StringComparison.Ordinal);

    private static void AssertSane(object value)
    {
        Assert.NotNull(value.ToString());
        switch (value)
        {
            case WebRunTask task:
                Assert.True(Enum.IsDefined(task.Status) && (ServiceAddress.IsId(task.SessionId) || (task.SessionId is null && task.IsSettled)), "The task names a session that cannot be one.");
                Assert.True(task.IsSettled || ServiceAddress.IsId(task.TaskId), "The task cannot be asked for.");
                Assert.True(task.CompletedAt is null == !(task.IsSettled && task.Status != WebRunTaskStatus.WaitingForInput));
                Assert.All([task.Usage?.PromptTokens, task.Usage?.CompletionTokens, task.Usage?.TotalTokens, (long?)task.Cost], number => Assert.InRange(number ?? 0, -2e15, 2e15));
                Assert.InRange(task.Usage?.CompletionTime ?? default, TimeSpan.Zero, TimeSpan.FromSeconds(1e9));
                break;
            case WebRunSession session:
                Assert.True(ServiceAddress.IsId(session.SessionId), "The session has no id.");
                Assert.InRange(session.ExpiresIn ?? default, TimeSpan.Zero, TimeSpan.FromMilliseconds(1e12));
                break;
        }
    }

    private sealed record FuzzCall(string Name, string[] Answers, Func<WebRunClient, CancellationToken, Task<object>> Send);

    private sealed record FuzzAnswer(int Status, byte[] Body, (string Name, string Value)[] Headers)
    {
        public override string ToString() => $"{Status} {string.Join(' ', Headers)} {Shown(Body)}";
    }

    private sealed record FuzzCase(FuzzCall Call, FuzzAnswer[] Answers, bool IsLogged)
    {
        public override string ToString() => $"{Call.Name}, log {IsLogged}:\n  {string.Join("\n  ", (IEnumerable<FuzzAnswer>)Answers)}";
    }

    private sealed record FuzzFrame(byte[] Bytes, int PartSize)
    {
        public override string ToString() => $"parts of {PartSize}: {Shown(Bytes)}";
    }

    private static string Shown(byte[] bytes) => $"({bytes.Length} bytes) {JsonSerializer.Serialize(Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 1000))))}";

    /// <summary>Answers from a list, the last answer again and again; ends the work when that leads to no end.</summary>
    private sealed class FuzzService(FuzzAnswer[] answers, SkippingClock clock, CancellationTokenSource endless) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        public long Bytes { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = answers[Math.Min(Requests++, answers.Length - 1)];
            Bytes += answer.Body.Length;
            if (Requests > MostRequests || clock.Pauses > MostRequests)
            {
                endless.Cancel();
            }

            var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StreamContent(new MemoryStream(answer.Body, writable: false)) };
            foreach (var (name, value) in answer.Headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return Task.FromResult(response);
        }
    }
}

using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Answers whose bytes are peculiar: marked, nested deep, cut, or too long.</summary>
public class AnswerBytesTests
{
    private static readonly WebRunTask Known = new() { SessionId = "s1", TaskId = "t1" };

    [Theory]
    [InlineData("\ufeff{\"type\":\"task_completed\",\"data\":{\"message\":\"m\"}}")]
    [InlineData("{\"x\":{\"a\":1,\"a\":2},\"type\":\"task_completed\",\"data\":{\"message\":\"m\"}}")]
    [InlineData("{\"x\":DEEP,\"type\":\"task_completed\",\"data\":{\"message\":\"m\",\"y\":DEEP}}")]
    public async Task What_is_peculiar_about_the_bytes_costs_no_result(string body)
    {
        foreach (var depth in new[] { 60, 64, 65, 500, 99_000 })
        {
            Assert.Equal("m", (await new FakeService().Answer(body.Replace("DEEP", Deep(depth), StringComparison.Ordinal)).Client().GetTaskAsync(Known)).Message);
        }
    }

    [Theory]
    [InlineData("""{"type":"task_completed","data":{"message":DEEP},"usage":DEEP}""")]
    [InlineData("""{"success":false,"error":DEEP,"details":DEEP,"status":DEEP}""")]
    [InlineData("""{"type":"guardrail_trigger","data":{"value":DEEP,"files":DEEP,"network":DEEP}}""")]
    [InlineData("DEEP")]
    public async Task Depth_of_an_answer_ends_no_process(string body)
    {
        // With a debug log, which reads the body once more.
        var service = new FakeService().Answer(body.Replace("DEEP", Deep(99_000), StringComparison.Ordinal));
        var client = service.Client(log: new WebRunLog(_ => { }, _ => { }));

        var error = await Record.ExceptionAsync(() => service.RunAsync(client.GetTaskAsync(Known)));

        Assert.True(error is null or WebRunException { Id: WebRunErrorId.InvalidResponse }, $"{error}");
    }

    [Theory]
    [InlineData("""{"success":true,"sessionId":"s1","taskId":"t1","data":{"message":"lon""", "session s1 and task t1")]
    [InlineData("""{"result":{"data":{"sessionId":"x"},"sessionId":"s1","a":""", "session s1")]
    [InlineData("""{"data":{"x":[]},"sessionId":"s1","taskId":"t""", "session s1")]
    public async Task Session_that_a_cut_answer_names_is_in_the_error_and_is_ended(string part, string words)
    {
        var service = new FakeService().Do((_, _) => Task.FromResult(new HttpResponseMessage { Content = new CutContent(part) })).Answer("""{"success":true}""");

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" })));

        Assert.Equal((WebRunErrorId.OutcomeUnknown, "s1"), (error.Id, error.SessionId));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        await BackgroundWork.IsDoneAsync();
        Assert.Contains("terminate", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_that_an_oversized_answer_names_is_in_the_error_and_is_ended()
    {
        var service = new FakeService().Answer($$"""{"success":true,"sessionId":"s1","x":"{{new string('x', 33 << 20)}}"}""").Answer("""{"success":true}""");

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" })));

        Assert.Equal((WebRunErrorId.InvalidResponse, "s1"), (error.Id, error.SessionId));
        await BackgroundWork.IsDoneAsync();
        Assert.Contains("terminate", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    private static string Deep(int depth) => new string('[', depth) + new string(']', depth);

    /// <summary>A body that breaks off.</summary>
    private sealed class CutContent(string part) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(part));
            throw new HttpIOException(HttpRequestError.ResponseEnded, "cut");
        }

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new CutStream(Encoding.UTF8.GetBytes(part)));

        protected override bool TryComputeLength(out long length) => (length = 0) != 0;
    }

    private sealed class CutStream(byte[] part) : MemoryStream(part)
    {
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Position < Length ? base.ReadAsync(buffer, offset, count, cancellationToken) : throw new HttpIOException(HttpRequestError.ResponseEnded, "cut");
    }
}

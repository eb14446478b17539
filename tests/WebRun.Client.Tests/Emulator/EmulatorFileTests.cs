using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;
using WebRun.Protocol;
using static WebRun.Client.Tests.EmulatorHttp;

namespace WebRun.Client.Tests;

/// <summary>The emulator's files: up, used by tasks, left by tasks, and down.</summary>
public class EmulatorFileTests
{
    [Fact]
    public async Task Files_go_up_and_tasks_use_them()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        var answer = await http.CallAsync(HttpMethod.Post, "files/upload", Files(("a b.txt", "first"), ("ü.pdf", "second")));

        var files = answer["files"]!.AsArray();
        Assert.All(files, file => AssertFields(file, "fileId originalName size"));
        Assert.Equal([("a b.txt", 5), ("ü.pdf", 6)], files.Select(file => (file!.Text("originalName"), (int)file!["size"]!)));
        Assert.Equal(["first", "second"], emulator.Recorder.Uploads.Select(upload => Encoding.UTF8.GetString(upload.Content.Span)));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("first"u8)), emulator.Recorder.Uploads[0].Sha256);

        var ids = string.Join(',', files.Select(file => $"\"{file!["fileId"]}\""));
        await http.PostAsync("start/run-task", $$"""{"taskDetails":"x","files":[{{ids}}]}""");
        Assert.Equal(files.Select(file => file!.Text("fileId")), emulator.Recorder.Tasks.Single().FileIds);
        Assert.Equal((400, "INVALID_PARAMETER"), await http.RefusedAsync(HttpMethod.Post, "start/run-task", JsonBody("""{"taskDetails":"x","files":["nothing"]}""")));
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task File_is_its_owners_and_lives_an_hour()
    {
        var clock = new TestClock();
        await using var emulator = await StartAsync(clock);
        using var http = emulator.Http();
        using var other = emulator.Http("enig_other");
        var file = (await http.CallAsync(HttpMethod.Post, "files/upload", Files(("a", "x"))))["files"]![0]!.Text("fileId");
        var body = $$"""{"taskDetails":"x","files":["{{file}}"]}""";

        Assert.Equal(400, (await other.RefusedAsync(HttpMethod.Post, "start/run-task", JsonBody(body))).Status);
        clock.Advance(TimeSpan.FromMinutes(59));
        await http.PostAsync("start/run-task", body);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(400, (await http.RefusedAsync(HttpMethod.Post, "start/run-task", JsonBody(body))).Status);
        Assert.False(emulator.Recorder.Uploads.Single().IsThere);
    }

    [Theory]
    [InlineData("x=1", "application/x-www-form-urlencoded", "INVALID_PARAMS")]
    [InlineData("no boundary here", "multipart/form-data; boundary=b", "INVALID_PARAMS")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nhalf of it", "multipart/form-data; boundary=b", "INVALID_PARAMS")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b", "MISSING_REQUIRED_FIELD")]
    public async Task Upload_that_is_none_is_refused(string body, string type, string code)
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        Assert.Equal((400, code), await http.RefusedAsync(HttpMethod.Post, "files/upload", content));
        Assert.Empty(emulator.Recorder.Uploads);
    }

    [Fact]
    public async Task Uploads_have_a_rate_of_their_own()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 1, DefaultTaskDuration = TimeSpan.Zero, TimeProvider = new TestClock() });
        using var http = emulator.Http();

        await http.PostAsync("start/run-task", """{"taskDetails":"x"}""");
        await http.CallAsync(HttpMethod.Post, "files/upload", Files(("a", "x")));
        Assert.Equal((429, "RATE_LIMIT_EXCEEDED"), await http.RefusedAsync(HttpMethod.Post, "files/upload", Files(("a", "x"))));
    }

    [Fact]
    public async Task Names_and_addresses_are_as_hostile_as_the_directive_says()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        var task = await http.PostAsync("start/run-task", """
            {"taskDetails":"x [[files=[\"../../x\",\"\",{\"name\":\"con\",\"size\":\"20KB\",\"foreign\":true,\"chunked\":true},{\"size\":\"0\"},{\"name\":\"p\",\"url\":\"file:///etc/passwd\"}]]]"}
            """);
        var plain = await http.PostAsync("start/run-task", """{"taskDetails":"x [[files=C:\\x,../y:3]]"}""");

        var files = task["data"]!["files"]!.AsArray();
        Assert.Equal(["../../x", "", "con", null, "p"], files.Select(file => (string?)file!["filename"]));
        Assert.Equal("file:///etc/passwd", files[4]!.Text("downloadUrl"));
        Assert.Equal([@"C:\x", "../y"], plain["data"]!["files"]!.AsArray().Select(file => file!.Text("filename")));
        Assert.Equal(3, (await http.GetByteArrayAsync(new Uri(plain["data"]!["files"]![1]!.Text("downloadUrl")))).Length);

        var foreign = new Uri(files[2]!.Text("downloadUrl"));
        Assert.NotEqual(emulator.BaseUri.Host, foreign.Host);
        using var stranger = new HttpClient();
        using var response = await stranger.GetAsync(foreign, HttpCompletionOption.ResponseHeadersRead);
        Assert.Null(response.Content.Headers.ContentLength);
        Assert.Equal(20 * 1024, (await response.Content.ReadAsByteArrayAsync()).Length);
        await http.CallAsync(HttpMethod.Post, "files/upload", Files(("a", "not in the books")));
        var books = JsonNode.Parse(await http.GetStringAsync("emulator/books"))!;
        Assert.Equal(("a", 2), (books["uploads"]!.AsArray().Single()!.Text("originalName"), books["downloads"]!.AsArray().Count));
        Assert.Equal([(true, emulator.BaseUri.Authority), (false, foreign.Authority)], emulator.Recorder.Downloads.Select(d => (d.HadAuthorization, d.Host)));
    }

    [Fact]
    public async Task Faults_meet_uploads_and_downloads()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var task = await http.PostAsync("start/run-task", """{"taskDetails":"x [[files=a.bin:10MB]]"}""");

        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, PathPrefix = "/files/" });
        emulator.Faults.Add(new Fault { Kind = FaultKind.BrokenBody, PathPrefix = "/downloads/" });
        using var large = new MultipartFormDataContent { { new StreamContent(new Zeros(10 << 20)), "files", "a" } };
        Assert.Equal(503, (await http.TryAsync(HttpMethod.Post, "files/upload", large)).Status);
        await Assert.ThrowsAnyAsync<Exception>(() => http.GetByteArrayAsync(new Uri(task["data"]!["files"]![0]!.Text("downloadUrl"))));

        Assert.Empty(emulator.Recorder.Uploads);
        Assert.Null(emulator.Recorder.Downloads.Single().Sha256);
        Assert.Equal((int)HttpStatusCode.ServiceUnavailable, emulator.Recorder.Requests.Single(r => r.Path == "/files/upload").Status);
    }

    [Fact]
    public async Task Upload_that_its_client_gives_up_leaves_nothing()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        using var cancellationToken = new CancellationTokenSource();
        using var content = new MultipartFormDataContent { { new StreamContent(new Zeros(1L << 40, mark: 5 << 20, cancellationToken.Cancel)), "files", "endless" } };

        await Assert.ThrowsAnyAsync<Exception>(() => http.PostAsync("files/upload", content, cancellationToken.Token));

        await Eventually.HoldsAsync(() => emulator.Recorder.Requests.SingleOrDefault()?.Duration is not null);
        Assert.Null(emulator.Recorder.Requests.Single().Status);
        Assert.Empty(emulator.Recorder.Uploads);
    }

    private static MultipartFormDataContent Files(params ReadOnlySpan<(string Name, string Text)> files)
    {
        var content = new MultipartFormDataContent();
        foreach (var (name, text) in files)
        {
            content.Add(new StringContent(text), "files", name);
        }

        return content;
    }
}

using System;
using System.IO.Pipes;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;
using WebRun.Protocol;
using static WebRun.Client.Tests.EmulatorHttp;

namespace WebRun.Client.Tests;

/// <summary>The emulator's environments and the profiles in them.</summary>
public class EmulatorEnvironmentTests
{
    private const string Fields = "_id userId name description status createdAt updatedAt";

    // What a .tar.gz begins with, and something behind it.
    private static readonly byte[] Archive = [0x1f, 0x8b, .. Enumerable.Repeat((byte)7, 100_000)];

    [Fact]
    public async Task Environment_lives_from_its_creation_to_its_deletion()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        using var other = emulator.Http("enig_other");

        var created = (await http.PostAsync("environments", """{"name":"shop","description":"logged in"}"""))["environment"]!;
        AssertFields(created, Fields);
        Assert.Equal(("shop", "empty"), (created.Text("name"), created.Text("status")));
        var id = created.Text("_id");

        Assert.Equal(id, (await http.ReadAsync("environments"))["environments"]![0]!.Text("_id"));
        Assert.Empty((await other.ReadAsync("environments"))["environments"]!.AsArray());
        Assert.Equal((404, "NOT_FOUND"), await other.RefusedAsync(HttpMethod.Delete, $"environments/{id}"));

        await http.PostAsync("start/run-task", $$"""{"taskDetails":"x","environmentId":"{{id}}"}""");
        await http.PostAsync("start/run-task", $$"""{"taskDetails":"x","profileId":"{{id}}"}""");
        Assert.All(emulator.Recorder.Sessions, session => Assert.Equal(id, session.EnvironmentId));
        Assert.Equal(2, emulator.Recorder.Environments.Single().UsageCount);

        await http.CallAsync(HttpMethod.Delete, $"environments/{id}");
        Assert.Empty(emulator.Recorder.Environments);
        Assert.Equal((400, "INVALID_PARAMETER"), await http.RefusedAsync(HttpMethod.Post, "start/run-task", JsonBody($$"""{"taskDetails":"x","environmentId":"{{id}}"}""")));
    }

    [Fact]
    public async Task Twenty_are_allowed_and_a_name_is_needed()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        Assert.Equal((400, "MISSING_REQUIRED_FIELD"), await http.RefusedAsync(HttpMethod.Post, "environments", JsonBody("{}")));
        for (var i = 0; i < 20; i++)
        {
            await http.PostAsync("environments", """{"name":"x"}""");
        }

        Assert.Equal((400, "INVALID_PARAMETER"), await http.RefusedAsync(HttpMethod.Post, "environments", JsonBody("""{"name":"x"}""")));
        Assert.Equal(20, emulator.Recorder.Environments.Count);
    }

    [Theory]
    [InlineData("name", 100)]
    [InlineData("description", 500)]
    public async Task Texts_have_their_lengths(string field, int most)
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        await http.PostAsync("environments", Body(most));
        Assert.Equal((400, "INVALID_PARAMETER"), await http.RefusedAsync(HttpMethod.Post, "environments", JsonBody(Body(most + 1))));

        string Body(int length) => new JsonObject { ["name"] = "e", [field] = new string('x', length) }.ToJsonString();
    }

    [Fact]
    public async Task Profile_goes_up_and_comes_down_from_a_signed_address()
    {
        var clock = new TestClock();
        await using var emulator = await StartAsync(clock);
        using var http = emulator.Http();
        using var stranger = new HttpClient();
        var id = await CreateAsync(http);
        Assert.Equal(404, (await http.RefusedAsync(HttpMethod.Get, $"profiles/{id}/download")).Status);

        var answer = await http.CallAsync(HttpMethod.Post, $"environments/{id}/upload", Profile("chrome.tar.gz", Archive));
        Assert.Equal("ready", answer["environment"]!.Text("status"));
        var profile = (await http.ReadAsync("profiles"))["profiles"]![0]!;
        AssertFields(profile, $"{Fields} blobSize blobUploadedAt lastUsedAt usageCount");
        Assert.Equal(Archive.Length, (int)profile["blobSize"]!);

        var url = new Uri((await http.ReadAsync($"profiles/{id}/download")).Text("downloadUrl"));
        Assert.NotEqual(emulator.BaseUri.Host, url.Host);
        Assert.Equal(Archive, await stranger.GetByteArrayAsync(url));
        Assert.Equal(403, (await stranger.TryAsync(HttpMethod.Get, url.AbsoluteUri + "0")).Status);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(403, (await stranger.TryAsync(HttpMethod.Get, url.AbsoluteUri)).Status);
        Assert.Equal([false], emulator.Recorder.Downloads.Select(download => download.HadAuthorization));
    }

    [Fact]
    public async Task Profile_is_uploading_until_all_of_it_is_there()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var id = await CreateAsync(http);
        using var pipe = new AnonymousPipeServerStream();
        using var rest = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);

        var uploading = http.CallAsync(HttpMethod.Post, $"environments/{id}/upload", new MultipartFormDataContent { { new StreamContent(rest), "file", "a.tar.gz" } });
        await pipe.WriteAsync(Archive.AsMemory(0, 50_000));
        await Eventually.HoldsAsync(() => emulator.Recorder.Environments.Single().Status is not "empty");

        Assert.Equal("uploading", (await http.ReadAsync("environments"))["environments"]![0]!.Text("status"));
        await pipe.DisposeAsync();
        Assert.Equal("ready", (await uploading)["environment"]!.Text("status"));
        Assert.Equal(50_000, emulator.Recorder.Environments.Single().ProfileSize);
        Assert.Single(JsonNode.Parse(await http.GetStringAsync("emulator/books"))!["environments"]!.AsArray());
    }

    [Fact]
    public async Task Profile_that_is_none_leaves_what_was_there()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { ProfileSizeLimit = Archive.Length });
        using var http = emulator.Http();
        var id = await CreateAsync(http);

        Assert.Equal((400, "INVALID_PARAMETER"), await UploadAsync("chrome.zip", Archive));
        Assert.Equal((400, "INVALID_PARAMETER"), await UploadAsync("chrome.tar.gz", [1, 2, 3]));
        Assert.Equal((400, "INVALID_PARAMETER"), await UploadAsync("chrome.tar.gz", [.. Archive, 0]));
        Assert.Equal("empty", emulator.Recorder.Environments.Single().Status);
        await http.CallAsync(HttpMethod.Post, $"environments/{id}/upload", Profile("chrome.tgz", Archive));
        Assert.Equal((400, "INVALID_PARAMETER"), await UploadAsync("chrome.tar.gz", [.. Archive, 0]));
        Assert.Equal(("ready", Archive.Length), (emulator.Recorder.Environments.Single().Status, emulator.Recorder.Environments.Single().ProfileSize));

        Task<(int, string?)> UploadAsync(string name, byte[] content) => http.RefusedAsync(HttpMethod.Post, $"environments/{id}/upload", Profile(name, content));
    }

    [Fact]
    public async Task Files_stay_in_their_environment()
    {
        var clock = new TestClock();
        await using var emulator = await StartAsync(clock);
        using var http = emulator.Http();
        var id = await CreateAsync(http);
        var kept = await UploadAsync(id);
        var orphan = await UploadAsync(environmentId: null);
        var adopted = await UploadAsync(environmentId: null);
        Assert.Equal((400, "INVALID_PARAMETER"), await http.RefusedAsync(HttpMethod.Post, "files/upload", Form("nowhere")));
        await http.PostAsync("start/run-task", $$"""{"taskDetails":"x","environmentId":"{{id}}","files":["{{adopted}}"]}""");

        clock.Advance(TimeSpan.FromDays(1));
        var listed = (await http.ReadAsync($"environments/{id}/files"))["files"]!.AsArray();
        Assert.All(listed, file => AssertFields(file, "fileId originalName size createdAt"));
        Assert.Equal([kept, adopted], listed.Select(file => file!.Text("fileId")));
        Assert.Equal([true, false, true], emulator.Recorder.Uploads.Select(upload => upload.IsThere));

        await http.CallAsync(HttpMethod.Delete, $"environments/{id}/files/{kept}");
        Assert.Equal((404, "NOT_FOUND"), await http.RefusedAsync(HttpMethod.Delete, $"environments/{id}/files/{orphan}"));
        Assert.Equal([adopted], (await http.ReadAsync($"environments/{id}/files"))["files"]!.AsArray().Select(file => file!.Text("fileId")));

        async Task<string> UploadAsync(string? environmentId) =>
            (await http.CallAsync(HttpMethod.Post, "files/upload", Form(environmentId)))["files"]![0]!.Text("fileId");

        static MultipartFormDataContent Form(string? environmentId)
        {
            var form = new MultipartFormDataContent { { new StringContent("x"), "files", "x.txt" } };
            if (environmentId is not null)
            {
                form.Add(new StringContent(environmentId), "environmentId");
            }

            return form;
        }
    }

    [Fact]
    public async Task Rate_is_counted_by_address()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { EnvironmentRateLimit = 2, TimeProvider = new TestClock() });
        using var http = emulator.Http();
        using var other = emulator.Http("enig_other");

        await http.ReadAsync("environments");
        await other.ReadAsync("profiles");
        Assert.Equal((429, "RATE_LIMIT_EXCEEDED"), await http.RefusedAsync(HttpMethod.Get, "environments"));
    }

    private static async Task<string> CreateAsync(HttpClient http) => (await http.PostAsync("environments", """{"name":"x"}"""))["environment"]!.Text("_id");

    private static MultipartFormDataContent Profile(string name, byte[] content) => new() { { new ByteArrayContent(content), "file", name } };
}

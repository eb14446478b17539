using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>Where a download may lead, who gets the key, and that nothing half-written is left.</summary>
public sealed class DownloadTests : IDisposable
{
    private const string Foreign = "https://files.example/x?sig=1";
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-download-").FullName;
    private readonly FakeService _service = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("http://127.0.0.1:9/downloads/1", true)]
    [InlineData("HTTP://127.0.0.1:9/x", true)]
    [InlineData("http://127.0.0.1:10/x", false)]
    [InlineData("http://localhost:9/x", false)]
    [InlineData("https://127.0.0.1:9/x", false)]
    [InlineData(Foreign, false)]
    public async Task Key_goes_only_to_the_service_itself(string url, bool withKey)
    {
        await SaveAsync(_service.Answer("content"), url);

        Assert.Equal(withKey ? $"Bearer {FakeService.Key}" : null, _service.Requests.Single().Authorization);
        Assert.Equal("content", File.ReadAllText(Path.Combine(_folder, "f")));
    }

    [Fact]
    public async Task Redirects_are_followed_without_the_key()
    {
        Redirect("https://files.example/a");
        Redirect("/b");
        Redirect("http://127.0.0.1:9/c");
        await SaveAsync(_service.Answer("content"), "http://127.0.0.1:9/x");

        Assert.Equal(["http://127.0.0.1:9/x", "https://files.example/a", "https://files.example/b", "http://127.0.0.1:9/c"], _service.Requests.Select(r => r.Uri.AbsoluteUri));
        Assert.Equal([$"Bearer {FakeService.Key}", null, null, null], _service.Requests.Select(r => r.Authorization));
    }

    [Theory]
    [InlineData("http://files.example/x")]
    [InlineData("ftp://files.example/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://169.254.169.254/latest")]
    public async Task Unsafe_addresses_are_not_fetched(string url)
    {
        Assert.Equal(WebRunErrorId.UnsafeAddress, (await FailAsync(url)).Id);
        Assert.Empty(_service.Requests);

        Redirect(url);
        Assert.Equal(WebRunErrorId.UnsafeAddress, (await FailAsync(Foreign)).Id);
        Assert.Single(_service.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:4020/x")]
    [InlineData("https://localhost/x")]
    public async Task Service_elsewhere_has_no_files_on_this_machine(string url)
    {
        var client = new WebRunClient(new WebRunClientOptions { Handler = _service, Clock = _service.Clock });

        var failure = await Assert.ThrowsAsync<WebRunException>(() => client.DownloadFileAsync(new WebRunFile { DownloadUrl = url }, Path.Combine(_folder, "f")));

        Assert.Equal(WebRunErrorId.UnsafeAddress, failure.Id);
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public async Task Redirects_end_after_five()
    {
        Redirect(Foreign);

        var failure = await FailAsync(Foreign);

        Assert.Contains("redirect", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, _service.Requests.Count % 6);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Link_that_has_expired_is_not_found_and_not_shown(int status)
    {
        var failure = await FailAsync(Foreign, _service.Answer("<html>", status));

        Assert.Equal((WebRunErrorId.NotFound, status), (failure.Id, failure.StatusCode));
        Assert.DoesNotContain("sig=1", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task Key_that_is_wrong_is_the_keys_fault() =>
        Assert.Equal(WebRunErrorId.Unauthorized, (await FailAsync("http://127.0.0.1:9/x", _service.Answer("{}", 401))).Id);

    [Fact]
    public async Task Short_download_is_tried_again_and_leaves_nothing()
    {
        var failure = await FailAsync(Foreign, Half());

        Assert.Equal(WebRunErrorId.ConnectionFailed, failure.Id);
        Assert.Equal(4, _service.Requests.Count);
    }

    [Fact]
    public async Task Download_goes_on_after_a_short_one()
    {
        await SaveAsync(Half().Answer("whole"), Foreign);

        Assert.Equal(["f"], Directory.GetFiles(_folder).Select(Path.GetFileName));
        Assert.Equal("whole", File.ReadAllText(Path.Combine(_folder, "f")));
    }

    [Fact]
    public async Task Download_that_stands_still_ends_after_two_minutes()
    {
        _service.Do(async (_, cancellationToken) =>
        {
            await Task.Delay(-1, cancellationToken);
            return new HttpResponseMessage();
        });
        var saving = _service.Client().DownloadFileAsync(new WebRunFile { DownloadUrl = Foreign }, Path.Combine(_folder, "f"));
        await Eventually.HoldsAsync(() =>
        {
            _service.Clock.Advance(TimeSpan.FromSeconds(10));
            return saving.IsCompleted;
        });

        Assert.Equal(WebRunErrorId.ConnectionFailed, (await Assert.ThrowsAsync<WebRunException>(() => saving)).Id);
        Assert.All(_service.Requests.Zip(_service.Requests.Skip(1)), two => Assert.True(two.Second.At - two.First.At >= TimeSpan.FromMinutes(2)));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private FakeService Half() =>
        _service.Do((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("half") { Headers = { ContentLength = 8 } } }));

    private void Redirect(string location) => _service.Do((_, _) =>
    {
        var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.Location = new Uri(location, UriKind.RelativeOrAbsolute);
        return Task.FromResult(response);
    });

    private Task<FileInfo> SaveAsync(FakeService service, string url) =>
        service.RunAsync(service.Client().DownloadFileAsync(new WebRunFile { DownloadUrl = url }, Path.Combine(_folder, "f")));

    private async Task<WebRunException> FailAsync(string url, FakeService? service = null)
    {
        var failure = await Assert.ThrowsAsync<WebRunException>(() => SaveAsync(service ?? _service, url));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        return failure;
    }
}

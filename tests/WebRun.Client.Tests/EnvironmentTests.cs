using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Environments: what is sent, what is sent again, and how answers are read.</summary>
public class EnvironmentTests
{
    private const string Created = """{"success":true,"environment":{"_id":"e1","name":"shop"}}""";

    [Theory]
    [InlineData(null, """{"name":"ä \"shop\""}""")]
    [InlineData("logged in", """{"name":"ä \"shop\"","description":"logged in"}""")]
    public async Task Create_sends_name_and_description(string? description, string body)
    {
        var service = new FakeService().Answer(Created);

        var created = await service.Client().CreateEnvironmentAsync("ä \"shop\"", description);

        var request = service.Requests.Single();
        Assert.Equal((HttpMethod.Post, "/environments"), (request.Method, request.Uri.PathAndQuery));
        Assert.Equal(JsonNode.Parse(body)!.ToJsonString(), JsonNode.Parse(request.Body!)!.ToJsonString());
        Assert.Equal(("e1", "shop"), (created.EnvironmentId, created.Name));
    }

    [Theory]
    [InlineData("""{"_id":"e1","name":"n","description":"d","status":"ready","createdAt":"2026-01-15T10:00:00Z","updatedAt":1768471200000}""", WebRunEnvironmentStatus.Ready)]
    [InlineData("""{"id":"e1","name":"n","description":"d","status":"UPLOADING","createdAt":1768471200000,"updatedAt":"2026-01-15T10:00:00.000Z","new":{}}""", WebRunEnvironmentStatus.Uploading)]
    [InlineData("""{"_id":"e1","id":"x","name":"n","description":"d","status":"archived","createdAt":"2026-01-15T10:00:00Z","updatedAt":"2026-01-15T10:00:00Z"}""", WebRunEnvironmentStatus.Unknown)]
    public async Task Environment_is_read_in_all_its_forms(string json, WebRunEnvironmentStatus status)
    {
        var time = new DateTimeOffset(2026, 1, 15, 10, 0, 0, TimeSpan.Zero);

        var read = await new FakeService().Answer($$"""{"environments":[{{json}}]}""").Client().GetEnvironmentsAsync();

        Assert.Equal(new WebRunEnvironment { EnvironmentId = "e1", Name = "n", Description = "d", Status = status, CreatedAt = time, UpdatedAt = time }, read.Single());
    }

    [Fact]
    public async Task What_is_missing_or_odd_is_not_there()
    {
        var environments = await new FakeService().Answer("""{"success":true,"environments":[{},7,{"_id":1,"name":[],"createdAt":"soon"}]}""").Client().GetEnvironmentsAsync();
        var profiles = await new FakeService().Answer("""{"profiles":[{"_id":"e1","blobSize":-1,"usageCount":"many"},{"_id":"e2","status":"ready","blobSize":5,"blobUploadedAt":"2026-01-15T10:00:00Z","usageCount":3}]}""").Client().GetEnvironmentProfilesAsync();

        Assert.Equal([new(), new()], environments);
        Assert.Equal(new WebRunEnvironmentProfile { EnvironmentId = "e1" }, profiles[0]);
        Assert.Equal((WebRunEnvironmentStatus.Ready, 5L, 3L, 2026), (profiles[1].Status, profiles[1].Size, profiles[1].UsageCount, profiles[1].UploadedAt?.Year));
    }

    [Theory]
    [InlineData("""{"success":true}""")]
    [InlineData("""{"success":true,"environments":{}}""")]
    [InlineData("""{"success":false,"error":"no"}""")]
    public async Task Answer_without_a_list_is_an_error(string body)
    {
        var error = await Assert.ThrowsAsync<WebRunException>(() => new FakeService().Answer(body).Client().GetEnvironmentsAsync());

        Assert.Equal(WebRunErrorId.InvalidResponse, error.Id);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    public async Task Create_is_never_sent_again_once_it_may_have_arrived(int status)
    {
        var service = new FakeService().Answer("", status).Answer(Created);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().CreateEnvironmentAsync("x")));

        Assert.Equal(WebRunErrorId.OutcomeUnknown, error.Id);
        Assert.DoesNotContain("task", error.Message, StringComparison.Ordinal);
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData("""{"success":true}""")]
    [InlineData("""{"success":true,"environment":{"name":"x"}}""")]
    [InlineData("""{"success":true,"environment":{"_id":"../x"}}""")]
    [InlineData("<html>")]
    public async Task Created_without_a_usable_id_says_that_it_may_be_there(string body)
    {
        var service = new FakeService().Answer(body);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().CreateEnvironmentAsync("x")));

        Assert.Equal(WebRunErrorId.InvalidResponse, error.Id);
        Assert.Contains("not sent again", error.Message, StringComparison.Ordinal);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task Create_is_sent_again_where_nothing_was_done()
    {
        var service = new FakeService().Answer("", 429).Answer(Created);

        Assert.Equal("e1", (await service.RunAsync(service.Client().CreateEnvironmentAsync("x"))).EnvironmentId);
    }

    [Fact]
    public async Task Delete_of_what_an_unclear_try_has_deleted_is_success()
    {
        var service = new FakeService().Fail(new HttpRequestException(HttpRequestError.ResponseEnded, "cut")).Answer("""{"success":false,"error":"none","code":"NOT_FOUND"}""", 404);

        await service.RunAsync(Done(service.Client().RemoveEnvironmentAsync("e1")));

        Assert.Equal([(HttpMethod.Delete, "/environments/e1"), (HttpMethod.Delete, "/environments/e1")], service.Requests.Select(r => (r.Method, r.Uri.AbsolutePath)));
        Assert.All(service.Requests, r => Assert.Null(r.Body));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_of_what_is_not_there_is_an_error_that_names_it(bool isLimitedFirst)
    {
        var service = new FakeService();
        if (isLimitedFirst)
        {
            service.Answer("", 429);
        }

        service.Answer("""{"success":false,"error":"none","code":"NOT_FOUND"}""", 404);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(Done(service.Client().RemoveEnvironmentAsync("e1"))));

        Assert.Equal(WebRunErrorId.NotFound, error.Id);
        Assert.Contains("environment 'e1'", error.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> Done(Task work)
    {
        await work;
        return true;
    }
}

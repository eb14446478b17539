using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Client.Tests;

/// <summary>Bare requests to the emulator, without our client.</summary>
internal static class EmulatorHttp
{
    /// <summary>An emulator whose tasks end at once, and that counts no starts.</summary>
    public static Task<WebRunEmulator> StartAsync(TimeProvider? time = null) => WebRunEmulator.StartAsync(new EmulatorOptions
    {
        RateLimit = 0,
        InlineWindow = TimeSpan.FromSeconds(20),
        DefaultTaskDuration = TimeSpan.Zero,
        TimeProvider = time ?? TimeProvider.System,
    });

    public static HttpClient Http(this WebRunEmulator emulator, string key = FakeService.Key) =>
        new() { BaseAddress = emulator.BaseUri, Timeout = System.Threading.Timeout.InfiniteTimeSpan, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    public static StringContent JsonBody(string body) => new(body, Encoding.UTF8, "application/json");

    /// <summary>Sends it, and reads an answer of success.</summary>
    public static async Task<JsonNode> CallAsync(this HttpClient http, HttpMethod method, string path, HttpContent? content = null)
    {
        var (status, answer) = await http.TryAsync(method, path, content);
        Assert.True(status is 200 or 201, $"{status}: {answer}");
        return answer!;
    }

    public static Task<JsonNode> PostAsync(this HttpClient http, string path, string body) => http.CallAsync(HttpMethod.Post, path, JsonBody(body));

    public static Task<JsonNode> ReadAsync(this HttpClient http, string path) => http.CallAsync(HttpMethod.Get, path);

    /// <summary>Sends it, and reads whatever comes; the content is disposed.</summary>
    public static async Task<(int Status, JsonNode? Answer)> TryAsync(this HttpClient http, HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, body.StartsWith('{') ? JsonNode.Parse(body) : null);
    }

    /// <summary>Sends it, and reads the status and code of a refusal.</summary>
    public static async Task<(int Status, string? Code)> RefusedAsync(this HttpClient http, HttpMethod method, string path, HttpContent? content = null)
    {
        var (status, answer) = await http.TryAsync(method, path, content);
        return (status, (string?)answer?["code"]);
    }

    public static string Text(this JsonNode node, string name) => (string)node[name]!;

    public static void AssertFields(JsonNode? node, string fields) =>
        Assert.Equal(fields.Split(' ').Order(StringComparer.Ordinal), node!.AsObject().Select(f => f.Key).Order(StringComparer.Ordinal));
}

using System;
using System.IO;
using System.Text.Json.Nodes;
using WebRun.Mcp;

namespace WebRun.Client.Tests;

/// <summary>Where each client keeps its servers, and how an entry looks there.</summary>
public sealed class McpConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webrun-");

    [Theory]
    [InlineData(WebRunMcpClient.ClaudeDesktop, "app/Claude/claude_desktop_config.json")]
    [InlineData(WebRunMcpClient.Cline, "app/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json")]
    [InlineData(WebRunMcpClient.VSCode, "app/Code/User/mcp.json")]
    [InlineData(WebRunMcpClient.Cursor, "home/.cursor/mcp.json")]
    public void Default_location(WebRunMcpClient client, string path) =>
        Assert.Equal(path, new McpClientFiles("home", "app").Of(client, _ => false).Replace('\\', '/'));

    [Fact]
    public void Cline_on_the_command_line_only()
    {
        var files = new McpClientFiles("home", "app");

        Assert.Equal("home/.cline/data/settings/cline_mcp_settings.json", files.Of(WebRunMcpClient.Cline, path => path.StartsWith("home", StringComparison.Ordinal)).Replace('\\', '/'));
        Assert.StartsWith("app", files.Of(WebRunMcpClient.Cline, _ => true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WebRunMcpClient.ClaudeDesktop, """{"mcpServers":{"webrun":{"command":"npx","args":["-y","mcp-remote","URL"]}}}""")]
    [InlineData(WebRunMcpClient.Cline, """{"mcpServers":{"webrun":{"type":"streamableHttp","url":"URL"}}}""")]
    [InlineData(WebRunMcpClient.VSCode, """{"servers":{"webrun":{"type":"http","url":"URL"}}}""")]
    [InlineData(WebRunMcpClient.Cursor, """{"mcpServers":{"webrun":{"url":"URL"}}}""")]
    public void Entry_of_each_client(WebRunMcpClient client, string expected)
    {
        var change = McpConfiguration.Register(Options(), client, InFolder("x.json"), "webrun", "e1");
        change.Apply();

        var written = JsonNode.Parse(File.ReadAllText(InFolder("x.json")))!.ToJsonString();
        Assert.Equal(expected.Replace("URL", $"https://connect.webrun.ai/mcp/{FakeService.Key}:e1", StringComparison.Ordinal), written);
        Assert.Equal("https://connect.webrun.ai/mcp/enig_…qrst:e1", change.Server.Url);
        Assert.Contains("enig_…qrst:e1", change.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeService.Key, change.Description + change.Server, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("claude_desktop_config.json", null, WebRunMcpClient.ClaudeDesktop)]
    [InlineData("cline_mcp_settings.json", "{\"mcpServers\":{}}", WebRunMcpClient.Cline)]
    [InlineData(".vscode/mcp.json", null, WebRunMcpClient.VSCode)]
    [InlineData("any.json", "{\"servers\":{}}", WebRunMcpClient.VSCode)]
    [InlineData(".vscode/mcp.json", "{\"mcpServers\":{}}", WebRunMcpClient.Cursor)]
    [InlineData(".cursor/mcp.json", null, WebRunMcpClient.Cursor)]
    public void Form_is_told_by_name_and_content(string path, string? content, WebRunMcpClient client)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(InFolder(path))!);
        if (content is not null)
        {
            File.WriteAllText(InFolder(path), content);
        }

        Assert.Equal(client, McpConfiguration.Register(Options(), null, InFolder(path), "webrun").Server.Client);
    }

    [Fact]
    public void Key_with_signs_stays_one_segment_of_the_address()
    {
        McpConfiguration.Register(new WebRunClientOptions { ApiKey = new ApiKey("a/b?c#d%e") }, WebRunMcpClient.Cursor, InFolder("x.json"), "w").Apply();

        Assert.Contains("\"https://connect.webrun.ai/mcp/a%2Fb%3Fc%23d%25e\"", File.ReadAllText(InFolder("x.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_changed_after_the_plan_is_left_as_it_is()
    {
        File.WriteAllText(InFolder("x.json"), "{}");
        var change = McpConfiguration.Register(Options(), WebRunMcpClient.Cursor, InFolder("x.json"), "w");
        File.WriteAllText(InFolder("x.json"), "{\"theirs\":1}");

        Assert.Equal(WebRunErrorId.InvalidParameter, Assert.Throws<WebRunException>(change.Apply).Id);
        Assert.Equal("{\"theirs\":1}", File.ReadAllText(InFolder("x.json")));
        Assert.Single(_folder.GetFiles());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string InFolder(string path) => Path.Combine(_folder.FullName, path);

    private static WebRunClientOptions Options() => new() { ApiKey = new ApiKey(FakeService.Key) };
}

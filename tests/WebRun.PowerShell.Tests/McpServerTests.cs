using System;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Tests;

/// <summary>Register-WebRunMcpServer and Unregister-WebRunMcpServer, on files.</summary>
public sealed class McpServerTests : IDisposable
{
    private const string Theirs = "{\n    // mine\n    \"mcpServers\": {\n        \"a\": {}, // a's\n    },\n}\n";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webrun-");
    private readonly Engine _engine = new();

    public McpServerTests() => _engine.Run($"Connect-WebRun {Engine.Key}; [void]$ExecutionContext.SessionState.Path.SetLocation('{_folder.FullName}')").MustSucceed();

    [Fact]
    public void Register_adds_the_server_and_Unregister_gives_the_file_back()
    {
        File.WriteAllText(InFolder("mcp.json"), Theirs);

        var registered = _engine.Run("Register-WebRunMcpServer -Path mcp.json -EnvironmentId e1 -PassThru").MustSucceed();

        Assert.Equal(
            ("webrun", "Cursor", InFolder("mcp.json"), "https://connect.webrun.ai/mcp/enig_…qrst:e1", "e1"),
            (registered["Name"], registered["Client"], registered["Path"], registered["Url"], registered["EnvironmentId"]));
        Assert.Contains($"\"url\": \"https://connect.webrun.ai/mcp/{Engine.Key}:e1\"", File.ReadAllText(InFolder("mcp.json")), StringComparison.Ordinal);
        Assert.Collection(
            registered.Streams.Warning,
            warning => Assert.Contains("plain text", warning.Message, StringComparison.Ordinal),
            warning => Assert.Contains(InFolder("mcp.json.bak"), warning.Message, StringComparison.Ordinal));
        Assert.Equal(Theirs, File.ReadAllText(InFolder("mcp.json.bak")));

        var removed = _engine.Run("$input | Unregister-WebRunMcpServer", registered.Single).MustSucceed();

        Assert.Equal(Theirs, File.ReadAllText(InFolder("mcp.json")));
        Assert.Contains("mcp.json.bak1", Assert.Single(removed.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Equal(["mcp.json", "mcp.json.bak", "mcp.json.bak1"], _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal));
        AssertPrivate();
    }

    [Fact]
    public void Registering_again_writes_nothing_but_closes_the_file_to_others()
    {
        _engine.Run("Register-WebRunMcpServer -Path mcp.json").MustSucceed();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(InFolder("mcp.json"), (UnixFileMode)0b110_100_100);
        }

        _engine.Run("Register-WebRunMcpServer -Path mcp.json").MustSucceed();

        Assert.Equal("mcp.json", Assert.Single(_folder.GetFiles()).Name);
        AssertPrivate();
    }

    [Fact]
    public void WhatIf_and_the_confirmation_show_the_change_with_the_key_masked()
    {
        File.WriteAllText(InFolder("mcp.json"), Theirs);

        _engine.Run("Register-WebRunMcpServer -Path mcp.json -WhatIf; Unregister-WebRunMcpServer -Path mcp.json -Name a -WhatIf").MustSucceed();
        Assert.Equal(Theirs, File.ReadAllText(Assert.Single(_folder.GetFiles()).FullName));

        // PowerShell says the same sentence of a change that it makes.
        var verbose = _engine.Run("Register-WebRunMcpServer -Path mcp.json -Verbose").MustSucceed().Streams.Verbose;
        Assert.Contains(verbose, v => v.Message.Contains("Add MCP server 'webrun': {\"url\":\"https://connect.webrun.ai/mcp/enig_…qrst\"}", StringComparison.Ordinal));
    }

    [Fact]
    public void New_file_gets_its_folder()
    {
        _engine.Run("Register-WebRunMcpServer -Path ./.vscode/mcp.json -Name mine").MustSucceed();

        Assert.Contains("\"servers\": {\n    \"mine\": {\n      \"type\": \"http\",", File.ReadAllText(InFolder(".vscode/mcp.json")), StringComparison.Ordinal);
        AssertPrivate();
    }

    [Theory]
    [InlineData("Cursor", ".cursor/mcp.json")]
    [InlineData("-Client ClaudeDesktop", "Claude/claude_desktop_config.json")]
    public void Client_alone_means_its_own_file(string client, string path)
    {
        var verbose = _engine.Run($"Unregister-WebRunMcpServer {client} -Name webrun-that-nobody-has -Verbose").MustSucceed().Streams.Verbose;

        Assert.Contains(verbose, v => v.Message.Replace('\\', '/').Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public void Client_with_Path_says_the_form()
    {
        _engine.Run("Register-WebRunMcpServer -Client ClaudeDesktop -Path '[x].json'").MustSucceed();

        Assert.Contains("\"mcp-remote\"", File.ReadAllText(InFolder("[x].json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mcp.json", "{ \"mcpServers\": {")]
    [InlineData("mcp.json", "{ \"mcpServers\": [] }")]
    [InlineData("mcp.json", "[]")]
    public void Broken_configuration_is_an_error_and_stays(string path, string content)
    {
        File.WriteAllText(InFolder(path), content);

        var result = _engine.Run("Register-WebRunMcpServer -Path mcp.json -PassThru");

        Assert.Equal("InvalidParameter", result.ErrorId);
        Assert.Equal("mcp.json", result.Errors[0].TargetObject);
        Assert.Contains("left unchanged", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Equal(content, File.ReadAllText(Assert.Single(_folder.GetFiles()).FullName));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("Env:/x")]
    [InlineData("nodrive:/x")]
    [InlineData("file/mcp.json")]
    public void Path_that_cannot_be_a_file_is_an_error(string path)
    {
        File.WriteAllText(InFolder("file"), "");

        var result = _engine.Run($"Register-WebRunMcpServer -Path {path}");

        Assert.Equal(("InvalidParameter", path), (result.ErrorId, result.Errors[0].TargetObject));
        Assert.Single(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void Link_stays_a_link_to_the_changed_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There, making a link takes a right that not every user has.");
        Directory.CreateDirectory(InFolder("dotfiles"));
        File.WriteAllText(InFolder("dotfiles/mcp.json"), Theirs);
        File.CreateSymbolicLink(InFolder("mcp.json"), "dotfiles/mcp.json");

        _engine.Run("Register-WebRunMcpServer -Path mcp.json").MustSucceed();

        Assert.Equal("dotfiles/mcp.json", new FileInfo(InFolder("mcp.json")).LinkTarget);
        Assert.Contains(Engine.Key, File.ReadAllText(InFolder("dotfiles/mcp.json")), StringComparison.Ordinal);
        Assert.Equal(Theirs, File.ReadAllText(InFolder("dotfiles/mcp.json.bak")));
    }

    [Fact]
    public void Server_that_is_not_there_is_no_error()
    {
        File.WriteAllText(InFolder("mcp.json"), Theirs);

        var result = _engine.Run("Unregister-WebRunMcpServer -Path mcp.json; Unregister-WebRunMcpServer -Path none.json").MustSucceed();

        Assert.Empty(result.Streams.Warning);
        Assert.Equal(Theirs, File.ReadAllText(Assert.Single(_folder.GetFiles()).FullName));
    }

    [Theory]
    [InlineData("Register-WebRunMcpServer -Path x.json -EnvironmentId 'a/b'", "EnvironmentId")]
    [InlineData("Register-WebRunMcpServer -Client Emacs", "Client")]
    [InlineData("Register-WebRunMcpServer -Path x.json -Name ''", "Name")]
    [InlineData("Unregister-WebRunMcpServer -Path ''", "Path")]
    public void Bad_input_names_the_parameter(string command, string parameter)
    {
        var error = Assert.Single(_engine.Run(command).Errors);

        Assert.Contains(parameter, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Without_a_key_there_is_nothing_to_register()
    {
        Assert.Equal("ApiKeyMissing", _engine.Run("Disconnect-WebRun; Register-WebRunMcpServer -Path x.json").ErrorId);
        Assert.Empty(_folder.GetFiles());
    }

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    private string InFolder(string path) => Path.Combine(_folder.FullName, path);

    private void AssertPrivate()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.All(_folder.GetFiles("*", SearchOption.AllDirectories), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, f.UnixFileMode));
        }
    }
}

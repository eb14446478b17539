using System;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Bad input is a clear error that names the parameter, before anything is sent.</summary>
public class BadInputTests
{
    [Theory]
    [InlineData("Invoke-WebRunTask ''", "TaskDetails")]
    [InlineData("Invoke-WebRunTask \" `t`n\"", "TaskDetails")]
    [InlineData("New-WebRunSession '  '", "TaskDetails")]
    [InlineData("Connect-WebRun -ApiKey $null", "ApiKey")]
    [InlineData("Connect-WebRun 'enig_0123456789abcdefghijklmnopqrst' -BaseUri $null", "BaseUri")]
    [InlineData("Send-WebRunTask ' ' s1", "TaskDetails")]
    [InlineData("Invoke-WebRunTask https://amazon.com", "-StartingPoint")]
    [InlineData("New-WebRunSession https://amazon.com", "-StartingPoint")]
    [InlineData("Send-WebRunTask HTTP://amazon.com/deals?a=b s1", "-StartingPoint")]
    [InlineData("Invoke-WebRunTask ' www.amazon.com '", "-StartingPoint")]
    [InlineData("Invoke-WebRunTask ([uri]'https://a.example:8443/x')", "-StartingPoint")]
    [InlineData("'https://a.example, b.example/x' | Invoke-WebRunTask", "-StartingPoint")]
    [InlineData("[pscustomobject]@{ Task = 'https://a.example' } | Invoke-WebRunTask", "-StartingPoint")]
    [InlineData("New-WebRunTrigger -Name n -EnvironmentId e -Every 1h -TaskDetails https://a.example", "-StartingPoint")]
    [InlineData("Invoke-WebRunTask x -StartingPoint amazon", "StartingPoint")]
    [InlineData("Invoke-WebRunTask x -StartingPoint /path", "StartingPoint")]
    [InlineData("New-WebRunSession -Url 'file:///etc/passwd'", "StartingPoint")]
    [InlineData("Invoke-WebRunTask x -MaxDuration 0.5", "MaxDuration")]
    [InlineData("Invoke-WebRunTask x -MaxDuration 5m1s", "MaxDuration")]
    [InlineData("Invoke-WebRunTask x -MaxDuration 301", "MaxDuration")]
    [InlineData("Invoke-WebRunTask x -MaxDuration -3", "MaxDuration")]
    [InlineData("Invoke-WebRunTask x -MaxDuration 99999999999999999999", "MaxDuration")]
    [InlineData("Invoke-WebRunTask x -MaxInputTokens -1", "MaxInputTokens")]
    [InlineData("Send-WebRunTask x s1 -MaxOutputTokens -1", "MaxOutputTokens")]
    [InlineData("New-WebRunSession -MaxOutputTokens -1", "MaxOutputTokens")]
    [InlineData("Invoke-WebRunTask x -PollInterval 0.5", "PollInterval")]
    [InlineData("Invoke-WebRunTask x -Timeout 0", "Timeout")]
    [InlineData("Send-WebRunTask x 'a/b'", "SessionId")]
    [InlineData("Send-WebRunTask x '..'", "SessionId")]
    [InlineData("Stop-WebRunSession 'a/b'", "SessionId")]
    [InlineData("Stop-WebRunSession 'a..b'", "SessionId")]
    [InlineData("Get-WebRunTask 'a/b' t1", "SessionId")]
    [InlineData("Get-WebRunTask s1 '../t1'", "TaskId")]
    [InlineData("Wait-WebRunTask s1 'a/b'", "TaskId")]
    [InlineData("Wait-WebRunTask '..' t1", "SessionId")]
    [InlineData("Connect-WebRun 'enig_0123456789 0123456789'", "ApiKey")]
    [InlineData("Connect-WebRun \"enig_0123456789`r`n0123456789\"", "ApiKey")]
    [InlineData("Connect-WebRun -BaseUri http://connect.webrun.ai", "BaseUri")]
    [InlineData("Connect-WebRun -BaseUri relative", "BaseUri")]
    [InlineData("Invoke-WebRunTask x -Secret @{ 'https://shop.example' = @{ a = 'b' } }", "Secret")]
    [InlineData("Invoke-WebRunTask x -Secret @{ 'shop.example/login' = @{ a = 'b' } }", "Secret")]
    [InlineData("New-WebRunSession -Secret @{ 'shop.example' = @{ token = '' } }", "'token' for shop.example is empty")]
    [InlineData("Send-WebRunTask x s1 -Secret @{ 'shop.example' = [pscredential]::new('me', [securestring]::new()) }", "'password' for shop.example is empty")]
    [InlineData("Invoke-WebRunTask x -Secret @{ 'shop.example' = @{} }", "Secret")]
    [InlineData("Invoke-WebRunTask x -Secret @{}", "Secret")]
    [InlineData("Invoke-WebRunTask x -Secret hunter2", "Secret")]
    [InlineData("Invoke-WebRunTask x -Secret @{ 'shop.example' = 'hunter2' }", "Secret")]
    [InlineData("Invoke-WebRunTask x -Secret @{ 'shop.example' = @{ pin = 42 } }", "'pin' for shop.example")]
    [InlineData("Invoke-WebRunTask x -Secret @{ 'shop.example' = @{ a = 'b' } }, @{ 'SHOP.example' = @{ c = 'd' } }", "Secret")]
    [InlineData("Invoke-WebRunTask x -Secret $null", "Secret")]
    [InlineData("Invoke-WebRunTask x -Webhook http://hooks.example", "Webhook")]
    [InlineData("Invoke-WebRunTask x -Webhook http://127.0.0.1:4020/hook", "Webhook")]
    [InlineData("Invoke-WebRunTask x -Webhook https://localhost/hook", "Webhook")]
    [InlineData("New-WebRunSession -Webhook 'https://'", "Webhook")]
    [InlineData("Send-WebRunTask x s1 -Webhook hooks.example", "Webhook")]
    [InlineData("Invoke-WebRunTask x -Webhook @{ Adress = 'https://hooks.example' }", "'Adress', only Url, Name, Auth, SubmittedData")]
    [InlineData("Invoke-WebRunTask x -Webhook @{ Name = 'a' }", "Webhook")]
    [InlineData("Invoke-WebRunTask x -Webhook @{ Url = 'https://hooks.example'; SubmittedData = 'all' }", "SubmittedData has to be one of FullResponse, AIResponse, JustPing")]
    [InlineData("Invoke-WebRunTask x -Webhook @{ Url = 'https://hooks.example'; Auth = '' }", "Webhook")]
    [InlineData("Invoke-WebRunTask x -Webhook @{ Url = 'https://hooks.example'; Auth = 3 }", "Webhook")]
    [InlineData("Invoke-WebRunTask x -Proxy XX", "Proxy")]
    [InlineData("Invoke-WebRunTask x -Proxy DEU", "Proxy")]
    [InlineData("New-WebRunSession -Proxy ''", "Proxy")]
    [InlineData("New-WebRunSession -Proxy https://proxy.example:8080", "Proxy")]
    [InlineData("New-WebRunSession -Proxy socks5://proxy.example", "Proxy")]
    [InlineData("New-WebRunSession -Proxy proxy.example:8080", "Proxy")]
    [InlineData("New-WebRunSession -Proxy @{ Url = 'http://proxy.example:8080' }", "'Url', only Uri, Credential")]
    [InlineData("New-WebRunSession -Proxy @{ Uri = 'http://proxy.example:8080'; Credential = 'me' }", "Proxy")]
    [InlineData("New-WebRunSession -Proxy $null", "Proxy")]
    [InlineData("Invoke-WebRunTask x -EnvironmentId 'a/b'", "EnvironmentId")]
    [InlineData("New-WebRunSession -PolicyId 'a b'", "PolicyId")]
    [InlineData("New-WebRunSession -ReachOutMode Sometimes", "ReachOutMode")]
    [InlineData("Invoke-WebRunTask x -AvoidDomain https://ads.example", "AvoidDomain")]
    [InlineData("Invoke-WebRunTask x -AvoidDomain ads.example, 'b.example/x'", "b.example/x")]
    [InlineData("Invoke-WebRunTask x -AvoidDomain ''", "AvoidDomain")]
    [InlineData("Invoke-WebRunTask x -OutputSchema @{ a = '[]' }", "'a' has the type '[]', which does not exist")]
    [InlineData("Invoke-WebRunTask x -OutputSchema @{ a = 'nmber[]' }", "'a' has the type 'nmber[]', which does not exist")]
    [InlineData("Invoke-WebRunTask x -OutputSchema @{ a = @() }", "all its items have: @(@{ price = 'number' }).")]
    [InlineData("Invoke-WebRunTask x -OutputSchema [int]", "a table: @{ price = 'number' }.")]
    [InlineData("Invoke-WebRunTask x -OutputSchema title", "give a list: @('title', 'price').")]
    public async Task Is_refused_before_sending(string command, string parameter)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(command);

        Assert.Empty(result.Output);
        var error = Assert.Single(result.Errors);
        Assert.Contains(parameter, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(",WebRun.PowerShell.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Details = 'buy milk' } | Invoke-WebRunTask")]
    [InlineData("[pscustomobject]@{ TaskDetails = $null; Other = 1 } | Invoke-WebRunTask")]
    [InlineData("[pscustomobject]@{ Details = 'buy milk' } | New-WebRunSession")]
    [InlineData("[pscustomobject]@{ SessionId = 's1'; Details = 'buy milk' } | Send-WebRunTask")]
    [InlineData("1, (Get-Item function:prompt) | Invoke-WebRunTask")]
    public async Task Row_without_a_task_is_never_run_as_a_text(string command)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(command);

        Assert.NotEmpty(result.Errors);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Theory]
    [InlineData("Open https://amazon.com [[duration=1ms]]")]
    [InlineData("Summarize amazon.com. [[duration=1ms]]")]
    [InlineData("x")]
    [InlineData("1.5")]
    [InlineData("ok.")]
    public async Task Text_with_an_address_is_a_task(string text)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"Invoke-WebRunTask '{text}'").MustSucceed();

        Assert.Equal(text, Assert.Single(emulator.Recorder.Tasks).TaskDetails);
    }

    [Fact]
    public async Task One_bad_row_does_not_end_the_batch()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("'  ', 'b [[duration=1ms; result=2]]' | Invoke-WebRunTask");

        Assert.Equal("2", result["Message"]);
        Assert.Single(result.Errors);
    }

    [Theory]
    [InlineData("90", 90000)]
    [InlineData("'90s'", 90000)]
    [InlineData("'2m'", 120000)]
    [InlineData("'1.5 m'", 90000)]
    [InlineData("'2500ms'", 2500)]
    [InlineData("'00:01:30'", 90000)]
    [InlineData("([timespan]'00:01:30')", 90000)]
    [InlineData("2.5", 2500)]
    public async Task Durations_are_read_as_people_write_them(string text, int milliseconds)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"Invoke-WebRunTask 'x [[duration=1ms]]' -MaxDuration {text}").MustSucceed();

        Assert.Contains($"\"maxDuration\":{milliseconds}", emulator.Recorder.Requests.Single(request => request.Path == "/start/send-message").Body, StringComparison.Ordinal);
    }
}

using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What the second edition of the contract adds, through the commands.</summary>
public sealed class SecondEditionTests : IDisposable
{
    private const string NewerKey = "wr_0123456789abcdefghijklmnopqrst";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webrun-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Invoke-WebRunTask x")]
    [InlineData("New-WebRunSession x -KeepAlive")]
    [InlineData("New-WebRunSession -KeepAlive | Send-WebRunTask x")]
    public async Task Domains_to_avoid_are_sent_and_with_a_newer_key_warned_about(string command)
    {
        foreach (var (key, generation, isWarned) in new[] { (Engine.Key, "One", false), (NewerKey, "Two", true), (Engine.Key, "Two", true), (NewerKey, "One", false) })
        {
            await using var emulator = await StartAsync();
            using var engine = new Engine();
            engine.Run($"Connect-WebRun '{key}' -BaseUri {emulator.BaseUri} -Generation {generation}").MustSucceed();

            var result = engine.Run($"{command} -AvoidDomain ads.example").MustSucceed();

            Assert.Equal(isWarned ? 1 : 0, result.Streams.Warning.Count(warning => warning.Message.Contains("AvoidDomain", StringComparison.Ordinal)));
            Assert.Equal(["ads.example"], emulator.Recorder.Tasks.Single().AvoidDomains);
            Assert.Empty(engine.Run(command).MustSucceed().Streams.Warning);
        }
    }

    [Fact]
    public async Task Key_of_no_known_kind_is_of_the_newer_generation()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator, "key_0123456789abcdefghijklmnopqrst");

        var result = engine.Run("Invoke-WebRunTask x -AvoidDomain ads.example").MustSucceed();

        Assert.Single(result.Streams.Warning);
        Assert.Contains("\"prompt\":\"x\"", emulator.Recorder.Requests.Single(request => request.Path == "/start/send-message").Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@{ Country = 'DE'; Level = 'Chrome' }", "WebRun", "DE", null, "chrome")]
    [InlineData("@{ country = 'random'; level = 'system' }", "WebRun", "random", null, "system")]
    [InlineData("@{ Country = 'DE' }", "WebRun", "DE", null, null)]
    [InlineData("@{ Uri = 'http://proxy.example:8080'; Level = 'System' }", "custom", null, "proxy.example", "system")]
    [InlineData("@{ Uri = 'socks5://proxy.example:1080'; Level = 'CHROME' }", "custom", null, "proxy.example", "chrome")]
    public async Task Level_of_a_proxy_reaches_the_wire(string proxy, string source, string? country, string? host, string? level)
    {
        await using var emulator = await StartAsync();

        foreach (var key in new[] { Engine.Key, NewerKey })
        {
            using var engine = new Engine(emulator, key);
            foreach (var command in new[] { "Invoke-WebRunTask x", "New-WebRunSession -KeepAlive" })
            {
                engine.Run($"{command} -Proxy {proxy}").MustSucceed();

                var sent = emulator.Recorder.Sessions[^1].Proxy!;
                Assert.Equal((source, country, host, level), (sent.Source, sent.Country, sent.Host, sent.Level));
                using var body = JsonDocument.Parse(emulator.Recorder.Requests.Last(request => request.Path == "/start/start-session").Body);
                Assert.Equal(level is not null, body.RootElement.GetProperty("proxy").TryGetProperty("level", out _));
            }
        }
    }

    [Theory]
    [InlineData("'Firefox'")]
    [InlineData("''")]
    [InlineData("' '")]
    [InlineData("'System, Chrome'")]
    [InlineData("2")]
    [InlineData("'2'")]
    [InlineData("-1")]
    [InlineData("@('Chrome', 'System')")]
    [InlineData("@{ a = 1 }")]
    public async Task Level_that_does_not_exist_is_refused(string level)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        foreach (var rest in new[] { "Country = 'DE'", "Uri = 'http://proxy.example:8080'" })
        {
            var error = Assert.Single(engine.Run($"Invoke-WebRunTask x -Proxy @{{ {rest}; Level = {level} }}").Errors);

            Assert.Contains("System or Chrome", error.Exception.Message, StringComparison.Ordinal);
        }

        Assert.Empty(emulator.Recorder.Requests);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask x")]
    [InlineData("New-WebRunSession x -KeepAlive")]
    [InlineData("Send-WebRunTask x $s")]
    [InlineData("New-WebRunTrigger n x -EnvironmentId $e -Every 1d")]
    [InlineData("Set-WebRunTrigger $t")]
    public async Task Service_s_own_words_for_what_a_webhook_gets_are_taken_wherever_ours_are(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession -KeepAlive; $e = New-WebRunEnvironment e; $t = New-WebRunTrigger t x -EnvironmentId $e -Every 1d").MustSucceed();

        foreach (var (word, wire) in new[] { ("ai_response", "ai_response"), ("AI_Response", "ai_response"), ("AIResponse", "ai_response"), ("full_response", "full_response"), ("just_ping", "just_ping"), ("JustPing", "just_ping") })
        {
            engine.Run($"{command} -Webhook @{{ Url = 'https://hooks.example/x'; SubmittedData = '{word}' }}").MustSucceed();

            Assert.Contains($"\"submittedData\":\"{wire}\"", emulator.Recorder.Requests.Last(request => request.Method != "GET").Body, StringComparison.Ordinal);
        }

        var before = emulator.Recorder.Requests.Count;
        foreach (var wrong in new[] { "'all_response'", "''", "'full_response, ai_response'", "@('just_ping')", "3", "'3'" })
        {
            Assert.NotEmpty(engine.Run($"{command} -Webhook @{{ Url = 'https://hooks.example/x'; SubmittedData = {wrong} }}").Errors);
        }

        Assert.Equal(before, emulator.Recorder.Requests.Count);
    }

    [Theory]
    [InlineData("profile.tgz", true)]
    [InlineData("Profile.TGZ", true)]
    [InlineData("profile.tar.gz", true)]
    [InlineData("profile.gz", false)]
    [InlineData("tgz", false)]
    public async Task Profile_may_be_called_tgz(string name, bool isTaken)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, [0x1f, 0x8b, .. new byte[1000]]);

        var result = engine.Run($"New-WebRunEnvironment e | Send-WebRunEnvironmentProfile -Path '{path}' -PassThru");

        if (isTaken)
        {
            Assert.Equal("Ready", result.MustSucceed()["Status"]);
            Assert.Equal("1002", engine.Run("Get-WebRunEnvironmentProfile").MustSucceed()["Size"]);
        }
        else
        {
            Assert.Equal("InvalidParameter", result.ErrorId);
            Assert.Contains(".tgz", result.Errors[0].ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-Click 1280,445", "\"x\":1280,\"y\":600")]
    [InlineData("-DoubleClick 1280,0", "\"x\":1280,\"y\":155")]
    [InlineData("-Click 0,600 -BrowserSpace", "\"x\":0,\"y\":600")]
    [InlineData("-Click 1281,0", null)]
    [InlineData("-Click 0,446", null)]
    [InlineData("-DoubleClick 0,601 -BrowserSpace", null)]
    public async Task Session_s_own_picture_bounds_clicks(string input, string? sent)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, PictureWidth = 1280, PictureHeight = 445 });
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession -KeepAlive; $t = $s | Send-WebRunTask 'x [[duration=1h; hold=0s]]'").MustSucceed();

        // Also where the session has become a file in the meantime, or another connection has opened it.
        var copy = "$c = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($s, 3))";
        foreach (var command in new[] { "$s", "$t", "$s.SessionId", $"Connect-WebRun '{Engine.Key}' -BaseUri {emulator.BaseUri}; $s", $"{copy}; $c" })
        {
            var before = emulator.Recorder.Requests.Count;
            var result = engine.Run($"{command} | Send-WebRunInput {input}");

            if (sent is null)
            {
                Assert.Equal("InvalidParameter", result.ErrorId);
                Assert.Contains("from 0 to 1280", result.Errors[0].ToString(), StringComparison.Ordinal);
                Assert.Equal(before, emulator.Recorder.Requests.Count);
            }
            else
            {
                result.MustSucceed();
                Assert.Contains(sent, emulator.Recorder.Requests[^2].Body, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("number")]
    [InlineData("integer")]
    [InlineData("int")]
    public async Task Number_beyond_every_other_type_keeps_its_digits(string type)
    {
        const string Digits = "-123456789012345678901234567890123456789012345";
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(
            $$"""
            $text = 'x [[duration=1ms; result={"n":{{Digits}},"all":[{{Digits}},18446744073709551616]}]]'; $schema = @{ n = '{{type}}'; all = '{{type}}[]' }
            $tasks = @(Invoke-WebRunTask $text -OutputSchema $schema; Invoke-WebRunTask $text -OutputSchema $schema -NoWait | Wait-WebRunTask)
            $tasks | ForEach-Object { "$($_.Output.n) $($_.Output.all)"; $_.Output | Select-Object n | ConvertTo-Json -Compress; $_.Output.n.GetType().Name }
            """).MustSucceed();

        var once = new[] { $"{Digits} {Digits} 18446744073709551616", $$"""{"n":{{Digits}}}""", "BigInteger" };
        Assert.Equal(once.Concat(once), result.Output.Select(line => line.BaseObject));
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, DefaultTaskDuration = TimeSpan.FromMilliseconds(1) });
}

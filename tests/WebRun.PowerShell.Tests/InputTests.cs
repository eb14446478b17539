using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Send-WebRunInput: what reaches the service, in which order, and that control is given back.</summary>
public class InputTests
{
    // Sessions are kept alive, so that the process does not try to end them when the emulator is gone.
    private const string Take = """{"type":"takeOverControl"}""";
    private const string Release = """{"type":"releaseControl"}""";

    [Theory]
    [InlineData("-Click 0,0", """{"type":"CLICK","x":0,"y":155}""")]
    [InlineData("-Click 1024,600", """{"type":"CLICK","x":1024,"y":755}""")]
    [InlineData("-DoubleClick 10.5,20", """{"type":"DOUBLE_CLICK","x":10.5,"y":175}""")]
    [InlineData("-Click 10,155 -BrowserSpace", """{"type":"CLICK","x":10,"y":155}""")]
    [InlineData("-Text 'hello world'", """{"type":"TYPE","text":"hello world","humanLike":false}""")]
    [InlineData("-Text a -HumanLike", """{"type":"TYPE","text":"a","humanLike":true}""")]
    [InlineData("-Key arrowdown", """{"type":"KEY_PRESS","key":"ArrowDown"}""")]
    [InlineData("-Key 7", """{"type":"KEY_PRESS","key":"7"}""")]
    [InlineData("-Key 'control+a'", """{"type":"KEY_PRESS","key":"Control\u002Ba"}""")]
    [InlineData("-Key Control+SHIFT+arrowup", """{"type":"KEY_PRESS","key":"Control\u002BShift\u002BArrowUp"}""")]
    [InlineData("-Key Alt++", """{"type":"KEY_PRESS","key":"Alt\u002B\u002B"}""")]
    [InlineData("-Key +", """{"type":"KEY_PRESS","key":"\u002B"}""")]
    public async Task Input_reaches_the_browser_between_taking_and_releasing_control(string input, string action)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"New-WebRunSession -KeepAlive | Send-WebRunInput {input}").MustSucceed();

        Assert.Equal([Take, action, Release], Actions(emulator));
    }

    [Theory]
    [InlineData("-TakeControl", new[] { Take })]
    [InlineData("-ReleaseControl", new[] { Release })]
    [InlineData("-Key Tab -Hold", new[] { Take, """{"type":"KEY_PRESS","key":"Tab"}""" })]
    public async Task Control_alone_and_control_that_is_held(string input, string[] actions)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"New-WebRunSession -KeepAlive | Send-WebRunInput {input}").MustSucceed();

        Assert.Equal(actions, Actions(emulator));
    }

    [Fact]
    public async Task Inputs_of_a_pipeline_run_in_order_under_one_control_of_each_session()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run("$a = New-WebRunSession -KeepAlive; $t = New-WebRunSession -KeepAlive | Send-WebRunTask 'x [[duration=1m]]'; $a, $t, $a.SessionId | Send-WebRunInput -Key Enter").MustSucceed();

        const string Enter = """{"type":"KEY_PRESS","key":"Enter"}""";
        Assert.Equal([Take, Enter, Take, Enter, Enter, Release, Release], Actions(emulator));
    }

    [Theory]
    [InlineData("-Click -1,0", "Click")]
    [InlineData("-Click 1025,0", "Click")]
    [InlineData("-DoubleClick 0,601", "DoubleClick")]
    [InlineData("-Click 0,154 -BrowserSpace", "Click")]
    [InlineData("-Click ([double]::NaN),0", "Click")]
    [InlineData("-Click 1", "Click")]
    [InlineData("-Key Entr", "Key")]
    [InlineData("-Key ''", "Key")]
    [InlineData("-Text ''", "Text")]
    public async Task Bad_input_names_the_parameter_and_sends_nothing(string input, string parameter)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var error = Assert.Single(engine.Run($"Send-WebRunInput s1 {input}").Errors);

        Assert.Contains(parameter, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Text_is_in_no_stream()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        FailInput(emulator, new Fault { Kind = FaultKind.Status, Status = 400, Body = """{"success":false,"message":"no"}""" });

        var result = engine.Run("$s = New-WebRunSession -KeepAlive; 'hun' + 'ter2' | ForEach-Object { $s | Send-WebRunInput -Text ([System.Net.NetworkCredential]::new('', $_).SecurePassword) -Verbose -Debug -ErrorAction Continue }");

        Assert.Contains(emulator.Recorder.Requests, r => r.Body.Contains("\"hunter2\"", StringComparison.Ordinal));
        var streams = result.Streams;
        Assert.NotEmpty(streams.Debug);
        Assert.DoesNotContain(
            "hunter2",
            string.Join('\n', result.Output.Select(o => o.ToString()).Concat(result.Errors.Select(e => e + e.Exception.ToString() + PSSerializer.Serialize(e))).Concat(streams.Verbose.Select(v => v.Message)).Concat(streams.Debug.Select(d => d.Message)).Concat(streams.Warning.Select(w => w.Message))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.Status)]
    [InlineData(FaultKind.StatusAfter)]
    [InlineData(FaultKind.CutAfter)]
    public async Task Input_whose_outcome_is_unknown_is_not_repeated_and_control_is_released(FaultKind kind)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession -KeepAlive").MustSucceed();
        FailInput(emulator, new Fault { Kind = kind, Status = 502 });

        var result = engine.Run("$s | Send-WebRunInput -Click 1,1");

        Assert.Equal("OutcomeUnknown", result.ErrorId);
        Assert.DoesNotContain("task", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Actions(emulator).Count(a => a.Contains("CLICK", StringComparison.Ordinal)));
        Assert.Equal(Release, Actions(emulator)[^1]);
    }

    [Theory]
    [InlineData("$s, 'nobody' | Send-WebRunInput -Key Tab -ErrorAction Stop")]
    [InlineData("& { $s; throw 'enough' } | Send-WebRunInput -Key Tab")]
    public async Task Pipeline_that_ends_early_gives_control_back(string script)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession -KeepAlive").MustSucceed();

        var result = engine.Run(script);

        Assert.NotEmpty(result.Errors);
        await Eventually.HoldsAsync(() => Actions(emulator).Contains(Release));
    }

    [Fact]
    public async Task Ctrl_C_gives_control_back()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession -KeepAlive").MustSucceed();
        FailInput(emulator, new Fault { Kind = FaultKind.Delay, Delay = TimeSpan.FromSeconds(30) });
        using var shell = engine.Create("$s | Send-WebRunInput -Key Tab");
        shell.BeginInvoke();

        await Eventually.HoldsAsync(() => Actions(emulator).Count == 2);
        shell.Stop();

        await Eventually.HoldsAsync(() => Actions(emulator).Contains(Release));
    }

    [Fact]
    public async Task WhatIf_sends_nothing()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run("'s1' | Send-WebRunInput -Text secret -WhatIf; Send-WebRunInput s1 -TakeControl -WhatIf").MustSucceed();

        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Session_that_is_not_there_is_an_error()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        Assert.Equal("SessionNotFound", engine.Run("Send-WebRunInput nobody -Key Tab").ErrorId);
        Assert.Single(emulator.Recorder.Requests);
    }

    [Fact]
    public void Names_of_keys_are_completed()
    {
        using var engine = new Engine();

        var completions = engine.Run("(TabExpansion2 'Send-WebRunInput s1 -Key page').CompletionMatches.CompletionText").MustSucceed();

        Assert.Equal(["PageUp", "PageDown"], completions.Output.Select(o => o.ToString()));
    }

    /// <summary>Lets the taking of control pass, and the input after it meet a fault.</summary>
    private static void FailInput(WebRunEmulator emulator, Fault fault)
    {
        emulator.Faults.Add(new Fault { Kind = FaultKind.Delay, PathPrefix = "/start/send-message" });
        emulator.Faults.Add(fault with { PathPrefix = "/start/send-message" });
    }

    /// <summary>The actions that the service received, as they were sent.</summary>
    private static List<string> Actions(WebRunEmulator emulator) => [.. emulator.Recorder.Requests
        .Where(r => r.Path == "/start/send-message")
        .Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("message"))
        .Where(m => m.GetProperty("actionType").GetString() == "interaction")
        .Select(m => m.GetProperty("action").GetRawText())];

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
}

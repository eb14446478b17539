using System;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Where a runspace's key and address come from. Alone, because the environment is the whole process's.</summary>
[Collection(ProcessEnvironment.Name)]
public sealed class ContextTests : IDisposable
{
    private const string KeyVariable = "WEBRUN_API_KEY";
    private const string AddressVariable = "WEBRUN_BASE_URL";

    public ContextTests() => Dispose();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(KeyVariable, null);
        Environment.SetEnvironmentVariable(AddressVariable, null);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask x", "InvokeWebRunTaskCommand")]
    [InlineData("New-WebRunSession", "NewWebRunSessionCommand")]
    [InlineData("Send-WebRunTask x s1", "SendWebRunTaskCommand")]
    [InlineData("Stop-WebRunSession s1", "StopWebRunSessionCommand")]
    [InlineData("Connect-WebRun", "ConnectWebRunCommand")]
    public void No_key_is_one_error_that_says_the_three_ways(string command, string type)
    {
        using var engine = new Engine();

        var result = engine.Run(command);

        var error = Assert.Single(result.Errors);
        Assert.Equal("ApiKeyMissing,WebRun.PowerShell." + type, error.FullyQualifiedErrorId);
        Assert.Contains("-ApiKey", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("Get-Secret", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(KeyVariable, error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("$using:", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1..2 | ForEach-Object -Parallel { BODY }")]
    [InlineData("1..2 | ForEach-Object { Start-ThreadJob { BODY } } | Receive-Job -Wait -AutoRemoveJob")]
    public async Task Context_of_another_runspace_is_handed_over_and_the_error_without_says_how(string script)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        using var engine = new Engine(emulator);

        var without = engine.Run(script.Replace("BODY", "try { Invoke-WebRunTask x } catch { $_.FullyQualifiedErrorId; \"$_\" }", StringComparison.Ordinal)).MustSucceed();
        var with = engine.Run("$context = Get-WebRunContext; " + script.Replace("BODY", "$using:context | Connect-WebRun; Invoke-WebRunTask 'x [[duration=1ms]]'", StringComparison.Ordinal)).MustSucceed();

        Assert.Equal(2, without.Output.Count(line => line.ToString().StartsWith("ApiKeyMissing,", StringComparison.Ordinal)));
        Assert.Equal(2, without.Output.Count(line => line.ToString().Contains("$using:context | Connect-WebRun", StringComparison.Ordinal)));
        Assert.Equal(["Completed", "Completed"], with.Output.Select(task => task.Properties["Status"].Value.ToString()));
        Assert.Equal(2, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Environment_stands_in_where_nothing_is_connected()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        Environment.SetEnvironmentVariable(KeyVariable, Engine.Key);
        Environment.SetEnvironmentVariable(AddressVariable, emulator.BaseUri.ToString());
        using var engine = new Engine();

        engine.Run("Invoke-WebRunTask 'x [[duration=1ms]]'").MustSucceed();
        var context = engine.Run("Get-WebRunContext").MustSucceed();

        Assert.Equal(("enig_…qrst", "Environment", emulator.BaseUri.ToString()), (context["ApiKey"], context["Source"], context["BaseUri"]));
    }

    [Theory]
    [InlineData("'KEY'", "enig_…qrst")]
    [InlineData("$s = [System.Security.SecureString]::new(); 'KEY'.ToCharArray() | ForEach-Object { $s.AppendChar($_) }; $s", "enig_…qrst")]
    [InlineData("[System.Management.Automation.PSCredential]::new('me', [System.Net.NetworkCredential]::new('', 'KEY').SecurePassword)", "enig_…qrst")]
    public void Key_comes_from_a_vault(string secret, string masked)
    {
        using var engine = new Engine();
        engine.Run($"function global:Get-Secret($Name, $Vault) {{ $global:asked = \"$Name in $Vault\"; {secret.Replace("KEY", Engine.Key, StringComparison.Ordinal)} }}").MustSucceed();

        var context = engine.Run("Connect-WebRun -SecretName WebRun -Vault mine -PassThru").MustSucceed();

        Assert.Equal(masked, context["ApiKey"]);
        Assert.Equal("WebRun in mine", $"{engine.Run("$asked").Single}");
    }

    [Theory]
    [InlineData("", "Install-Module Microsoft.PowerShell.SecretManagement")]
    [InlineData("function global:Get-Secret($Name, $Vault) { throw 'The vault is locked.' }", "The vault is locked.")]
    [InlineData("function global:Get-Secret($Name, $Vault) { 42 }", "is not a key")]
    public void Vault_that_gives_no_key_is_an_error_that_says_why(string vault, string why)
    {
        using var engine = new Engine();
        engine.Run(vault).MustSucceed();

        var result = engine.Run("Connect-WebRun -SecretName WebRun");

        Assert.Equal("ApiKeyMissing", result.ErrorId);
        Assert.Contains(why, result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_belongs_to_its_runspace_and_Disconnect_ends_it()
    {
        using var one = new Engine();
        using var other = new Engine();

        var connected = one.Run($"Connect-WebRun {Engine.Key} -BaseUri http://127.0.0.1:1 -PassThru").MustSucceed();
        var elsewhere = other.Run("Get-WebRunContext").MustSucceed();
        var gone = one.Run("Disconnect-WebRun; Get-WebRunContext").MustSucceed();

        Assert.Equal(("enig_…qrst", "Connect-WebRun", "http://127.0.0.1:1/", "One"), (connected["ApiKey"], connected["Source"], connected["BaseUri"], connected["Generation"]));
        Assert.Null(elsewhere["ApiKey"]);
        Assert.Equal(("Environment", "https://connect.webrun.ai/"), (gone["Source"], gone["BaseUri"]));
    }

    [Theory]
    [InlineData("enig_0123456789abcdefghijklmnopqrst", "", "One", "taskDetails")]
    [InlineData("wr_0123456789abcdefghijklmnopqrst", "", "Two", "\"prompt\"")]
    [InlineData("wr_0123456789abcdefghijklmnopqrst", "-Generation One", "One", "taskDetails")]
    [InlineData("enig_0123456789abcdefghijklmnopqrst", "-Generation Two", "Two", "\"prompt\"")]
    public async Task Generation_goes_with_the_key_or_is_chosen(string key, string choice, string generation, string field)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine();

        var context = engine.Run($"Connect-WebRun {key} -BaseUri {emulator.BaseUri} -PassThru {choice}").MustSucceed();
        var task = engine.Run("$s = New-WebRunSession; $s | Send-WebRunTask 'x [[duration=1ms]]' -Wait; $null = Invoke-WebRunTask 'x [[duration=1ms]]'; $s | Stop-WebRunSession").MustSucceed();

        Assert.Equal(generation, context["Generation"]);
        Assert.Equal("Completed", task["Status"]);
        Assert.Contains(field, emulator.Recorder.Requests.First(request => request.Body.Contains("newTask", StringComparison.Ordinal)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(KeyVariable, "not a key", "InvalidParameter")]
    [InlineData(AddressVariable, "http://connect.webrun.ai", "UnsafeAddress")]
    [InlineData(AddressVariable, "nonsense", "UnsafeAddress")]
    [InlineData(AddressVariable, "http://", "UnsafeAddress")]
    [InlineData(AddressVariable, "http://127.0.0.1:99999", "UnsafeAddress")]
    public void Unusable_environment_is_named(string variable, string value, string id)
    {
        Environment.SetEnvironmentVariable(variable, value);
        using var engine = new Engine();

        var result = engine.Run("Test-WebRunService");

        Assert.Equal(id, result.ErrorId);
        Assert.Contains(variable, result.Errors[0].Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_that_fails_changes_nothing()
    {
        using var engine = new Engine();
        engine.Run($"Connect-WebRun {Engine.Key} -BaseUri http://127.0.0.1:1").MustSucceed();

        Assert.Equal("ApiKeyMissing", engine.Run("Connect-WebRun -BaseUri http://127.0.0.1:2").ErrorId);

        Assert.Equal(("enig_…qrst", "http://127.0.0.1:1/"), (engine.Run("Get-WebRunContext")["ApiKey"], engine.Run("Get-WebRunContext")["BaseUri"]));
    }

    [Fact]
    public void SecureString_from_the_pipeline_is_a_key()
    {
        using var engine = new Engine();

        var result = engine.Run($"[System.Net.NetworkCredential]::new('', '{Engine.Key}').SecurePassword | Connect-WebRun -PassThru").MustSucceed();

        Assert.Equal("enig_…qrst", result["ApiKey"]);
    }
}

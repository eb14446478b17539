using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The commands for environments, against the emulator.</summary>
public class EnvironmentTests
{
    [Fact]
    public async Task Environment_lives_from_New_to_Remove()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        var created = engine.Run("New-WebRunEnvironment shop 'logged in'").MustSucceed();
        Assert.Equal(("shop", "logged in", "Empty"), (created["Name"], created["Description"], created["Status"]));
        Assert.Equal("WebRun.WebRunEnvironment", created.Single.TypeNames[0]);
        Assert.Equal(emulator.Recorder.Environments.Single().EnvironmentId, created["EnvironmentId"]);

        var profile = engine.Run("Get-WebRunEnvironmentProfile shop").MustSucceed();
        Assert.Equal(("WebRun.WebRunEnvironmentProfile", created["EnvironmentId"], null, "0"), (profile.Single.TypeNames[0], profile["EnvironmentId"], profile["Size"], profile["UsageCount"]));

        engine.Run("$input | Remove-WebRunEnvironment -Confirm:$false", created.Single).MustSucceed();
        Assert.Empty(emulator.Recorder.Environments);
        Assert.Empty(engine.Run("Get-WebRunEnvironment").MustSucceed().Output);
    }

    [Theory]
    [InlineData("New-WebRunSession -EnvironmentId $e")]
    [InlineData("Invoke-WebRunTask 'x [[duration=1ms]]' -EnvironmentId $e")]
    [InlineData("$e | New-WebRunSession")]
    public async Task Environment_itself_stands_for_its_id(string command)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$e = New-WebRunEnvironment shop").MustSucceed();

        engine.Run(command).MustSucceed();

        Assert.Equal(emulator.Recorder.Environments.Single().EnvironmentId, emulator.Recorder.Sessions.Single().EnvironmentId);
    }

    [Theory]
    [InlineData("Get-WebRunEnvironment", "shop-a shop-b mail")]
    [InlineData("Get-WebRunEnvironment -Name SHOP*", "shop-a shop-b")]
    [InlineData("Get-WebRunEnvironment mail, *-a", "mail shop-a")]
    [InlineData("Get-WebRunEnvironment x*", "")]
    [InlineData("(Get-WebRunEnvironment mail).EnvironmentId | Get-WebRunEnvironment", "mail")]
    [InlineData("Get-WebRunEnvironment shop* | Get-WebRunEnvironment", "shop-a shop-b")]
    [InlineData("Get-WebRunEnvironment shop* | Get-WebRunEnvironmentProfile", "shop-a shop-b")]
    [InlineData("Get-WebRunEnvironmentProfile", "mail shop-b shop-a")]
    [InlineData("$all = Get-WebRunEnvironment shop*; Get-WebRunEnvironment -EnvironmentId $all", "shop-a shop-b")]
    public async Task Get_picks_by_name_and_id(string command, string names)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("'shop-a', 'shop-b', 'mail' | New-WebRunEnvironment").MustSucceed();

        var result = engine.Run(command).MustSucceed();

        Assert.Equal(names, string.Join(' ', result.Output.Select(o => o.Properties["Name"].Value)));
    }

    [Theory]
    [InlineData("Get-WebRunEnvironment nothing", "nothing")]
    [InlineData("Get-WebRunEnvironment -EnvironmentId e1", "e1")]
    [InlineData("Get-WebRunEnvironmentProfile -EnvironmentId e1", "e1")]
    [InlineData("Remove-WebRunEnvironment e1 -Confirm:$false", "e1")]
    public async Task What_is_not_there_is_an_error_that_names_it(string command, string target)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(command);

        Assert.Equal("NotFound", result.ErrorId);
        Assert.Equal((ErrorCategory.ObjectNotFound, target), (result.Errors[0].CategoryInfo.Category, result.Errors[0].TargetObject));
        Assert.Contains(target, result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-WebRunEnvironment ''", "Name")]
    [InlineData("New-WebRunEnvironment '  '", "Name")]
    [InlineData("Remove-WebRunEnvironment 'a/b' -Confirm:$false", "EnvironmentId")]
    [InlineData("Remove-WebRunEnvironment '' -Confirm:$false", "EnvironmentId")]
    [InlineData("Get-WebRunEnvironment -Name ''", "Name")]
    public async Task Bad_input_names_the_parameter_and_sends_nothing(string command, string parameter)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        var error = Assert.Single(engine.Run(command).Errors);

        Assert.Contains(parameter, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Twenty_first_environment_is_an_error_with_the_service_s_reason()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("1..21 | ForEach-Object { \"e$_\" } | New-WebRunEnvironment");

        Assert.Equal(20, result.Output.Count);
        Assert.Equal(("InvalidParameter", "e21"), (result.ErrorId, result.Errors[0].TargetObject));
        Assert.Contains("At most 20", result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIf_sends_nothing_and_Remove_asks()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("New-WebRunEnvironment shop").MustSucceed();

        engine.Run("New-WebRunEnvironment x -WhatIf; Get-WebRunEnvironment | Remove-WebRunEnvironment -WhatIf").MustSucceed();
        var unasked = engine.Run("Get-WebRunEnvironment | Remove-WebRunEnvironment");

        // The bare engine has nobody to ask.
        Assert.NotEmpty(unasked.Errors);
        Assert.Equal("shop", emulator.Recorder.Environments.Single().Name);
    }

    [Fact]
    public async Task What_Remove_asks_about_has_the_environment_s_own_name()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$e = New-WebRunEnvironment shop; $t = $e | New-WebRunTrigger -Name daily -TaskDetails x -Every 1h").MustSucceed();
        var id = emulator.Recorder.Environments.Single().EnvironmentId;

        // PowerShell says the same sentence of what it does.
        Assert.Contains(engine.Run("$t | Remove-WebRunEnvironment -Confirm:$false -Verbose").MustSucceed().Streams.Verbose, v => v.Message.EndsWith($"on target \"{id}\".", StringComparison.Ordinal));
        Assert.Contains(engine.Run("$e | Remove-WebRunEnvironment -Confirm:$false -Verbose").Streams.Verbose, v => v.Message.EndsWith($"on target \"shop ({id})\".", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Created_without_an_answer_is_not_created_twice()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, Method = "POST", PathPrefix = "/environments" });

        Assert.Equal("OutcomeUnknown", engine.Run("New-WebRunEnvironment shop").ErrorId);
        Assert.Single(emulator.Recorder.Environments);
    }

    [Fact]
    public async Task Removed_without_an_answer_is_removed()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, Method = "DELETE" });

        engine.Run("New-WebRunEnvironment shop | Remove-WebRunEnvironment -Confirm:$false").MustSucceed();

        Assert.Empty(emulator.Recorder.Environments);
        Assert.Equal([200, 404], emulator.Recorder.Requests.Where(r => r.Method == "DELETE").Select(r => r.Status ?? 200));
    }
}

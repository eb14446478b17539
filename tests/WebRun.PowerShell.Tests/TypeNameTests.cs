using System;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The names of the module's types in scripts, in the shell that users have: each script runs in a process of its own, because the names are the process's.</summary>
public class TypeNameTests
{
    [Fact]
    public async Task Types_are_found_by_name_wherever_PowerShell_takes_one()
    {
        Assert.Equal(["WebRunTask", "True", "WebRunTask of it", "InvalidParameter", "WebRun.WebRunTask", "Completed", "WebRunCost"], await SaidAsync(
            """
            [WebRun.WebRunTask].Name
            $t = Invoke-WebRunTask 'x [[duration=1ms]]'
            $t -is [WebRun.WebRunTask]
            function Show { [OutputType([WebRun.WebRunTask])] param([Parameter(ValueFromPipeline)] [WebRun.WebRunTask[]] $Task) process { "$($Task[0].GetType().Name) of it" } }
            $t | Show
            try { Get-WebRunTask '' '' -ErrorAction Stop } catch [System.ArgumentException] { 'wrong' } catch [WebRun.WebRunException] { "$($_.Exception.Id)" }
            (Get-Command Show).OutputType.Name
            "$([WebRun.WebRunTaskStatus] 'completed')"
            ([WebRun.WebRunCost]).Name
            """));
    }

    [Fact]
    public async Task Names_go_with_the_last_runspace_that_removes_the_module_and_come_back()
    {
        Assert.Equal(["WebRunTask", "WebRunTask", "gone", "WebRunTask", "theirs", "theirs"], await SaidAsync(
            $$"""
            $accelerators = [psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')
            function Find { if ($accelerators::Get.ContainsKey('WebRun.WebRunTask')) { $accelerators::Get['WebRun.WebRunTask'].Name } else { 'gone' } }
            $other = [powershell]::Create().AddScript("Import-Module '{{Engine.Manifest}}'; ('WebRun.WebRunTask' -as [type]).Name")
            $other.Invoke()
            Remove-Module WebRun.PowerShell; Find
            $other.Commands.Clear(); $null = $other.AddScript('Remove-Module WebRun.PowerShell').Invoke(); Find
            Import-Module '{{Engine.Manifest}}'; Import-Module '{{Engine.Manifest}}' -Force; Find
            Remove-Module WebRun.PowerShell
            class Theirs { }
            $accelerators::Add('WebRun.WebRunTask', [Theirs])
            Import-Module '{{Engine.Manifest}}'; (Find).ToLowerInvariant()
            Remove-Module WebRun.PowerShell; (Find).ToLowerInvariant()
            """));
    }

    private static async Task<string[]> SaidAsync(string script)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        await using var shell = RealShell.Start(emulator, script + "\n'done'");
        await shell.ExitAsync();

        Assert.Equal([], shell.Errors);
        return [.. shell.Output.TakeWhile(line => line != "done")];
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A script block gives a parameter that takes the pipeline its value for each object; any other parameter refuses it, and never takes its source for the value.</summary>
public sealed class BlockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-block-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_parameter_runs_a_block_for_each_object_or_refuses_it()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var commands = engine.Run("Get-Command -Module WebRun.PowerShell").MustSucceed().Output.Select(command => (CmdletInfo)command.BaseObject);
        var (wrong, blocks, refused) = (new List<string>(), 0, 0);

        foreach (var (command, parameter) in commands.SelectMany(command => command.Parameters.Values.Select(parameter => (command, parameter))))
        {
            if (Cmdlet.CommonParameters.Contains(parameter.Name) || parameter.ParameterType == typeof(SwitchParameter) || parameter.ParameterType == typeof(ScriptBlock))
            {
                continue;
            }

            var sets = command.ParameterSets.Where(set => set.Parameters.Any(p => p.Name == parameter.Name && TakesPipeline(p))).ToList();
            var script = sets.Count > 0
                ? $"[pscustomobject]@{{ Mark = 'seen' }} | {command.Name} -{parameter.Name} {{ throw \"$($_.Mark) by the block\" }} {Rest(sets, parameter.Name)}"
                : $"{command.Name} -{parameter.Name} {{ 'text' }}";
            (blocks, refused) = sets.Count > 0 ? (blocks + 1, refused) : (blocks, refused + 1);
            var result = engine.Run($"$null = {script} -ErrorAction SilentlyContinue -ErrorVariable failed; $failed[0]");
            var said = string.Join("; ", result.Errors.Select(error => $"{error.FullyQualifiedErrorId} {error}").Concat(result.Output.Select(error => $"{((ErrorRecord)error.BaseObject).FullyQualifiedErrorId} {error}")));
            if (!(sets.Count > 0
                ? said.Contains("ScriptBlockArgumentInvocationFailed", StringComparison.Ordinal) && said.Contains("seen by the block", StringComparison.Ordinal) && result.Errors.Count == 0
                : said.Contains("script block", StringComparison.OrdinalIgnoreCase) && result.Errors.Count == 1))
            {
                wrong.Add($"{script}: {said}");
            }
        }

        Assert.Equal([], wrong);
        Assert.True(blocks > 80 && refused > 40, $"{blocks} take the pipeline, {refused} do not.");
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Each_object_has_its_own_folder()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);

        engine.Run("""
            [pscustomobject]@{ Task = 'x [[duration=1ms; files=a.txt]]'; Supplier = 'one' }, [pscustomobject]@{ Task = 'x [[duration=1ms; files=a.txt]]'; Supplier = 'two' }, [pscustomobject]@{ Task = 'x [[duration=1ms; files=a.txt]]'; Supplier = 'two' } |
                Invoke-WebRunTask -PassThruInput -ThrottleLimit 1 | Save-WebRunFile -Destination { $_.InputObject.Supplier }
            """).MustSucceed();

        Assert.Equal(["one/a.txt", "two/a (2).txt", "two/a.txt"], Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder, path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_row_has_its_own_file_and_page_and_a_block_that_fails_is_the_error_of_its_row()
    {
        await using var emulator = await StartAsync();
        using var engine = Here(emulator);
        await File.WriteAllTextAsync(Path.Combine(_folder, "1.pdf"), "1");
        await File.WriteAllTextAsync(Path.Combine(_folder, "3.pdf"), "3");

        var result = engine.Run("""
            1..4 | ForEach-Object { [pscustomobject]@{ N = $_; Receipt = @($null, "./1.pdf", '', './3.pdf', './4.pdf')[$_] } } |
                Invoke-WebRunTask 'Upload [[duration=1ms]]' -File { $_.Receipt } -StartingPoint { if ($_.N -eq 2) { throw 'no page' }; "https://a.example/$($_.N)" } -ThrottleLimit 1
            """);

        Assert.Equal([("https://a.example/1", 1), ("https://a.example/3", 1)], emulator.Recorder.Tasks.Where(task => task.TaskDetails.Length > 0).Select(task => (task.StartingPoint ?? "", task.FileIds.Count)));
        Assert.Equal(2, result.Output.Count);
        Assert.Equal([2, 4], result.Errors.Select(error => int.Parse(((PSObject)error.TargetObject).Properties["N"].Value.ToString()!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>What else a command needs that no object can bring.</summary>
    private static string Rest(IReadOnlyList<CommandParameterSetInfo> sets, string parameter) => string.Join(
        " ",
        sets.Select(set => set.Parameters.Where(p => p.IsMandatory && p.Name != parameter && !TakesPipeline(p)).ToList())
            .OrderBy(missing => missing.Count).ThenBy(missing => missing.Count(p => p.ParameterType != typeof(SwitchParameter))).First()
            .Select(p => $"-{p.Name} {Sample(Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType)}"));

    private static string Sample(Type type) => type == typeof(SwitchParameter) ? "" : type.IsEnum ? Enum.GetNames(type)[0] : "x";

    private static bool TakesPipeline(CommandParameterInfo parameter) => parameter.ValueFromPipeline || parameter.ValueFromPipelineByPropertyName;

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });

    private Engine Here(WebRunEmulator emulator)
    {
        var engine = new Engine(emulator);
        engine.Run($"Set-Location -LiteralPath '{_folder}'").MustSucceed();
        return engine;
    }
}

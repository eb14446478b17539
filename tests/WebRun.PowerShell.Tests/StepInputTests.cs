using System;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What a command line or a cell may give as the steps of a row.</summary>
public sealed class StepInputTests : IAsyncLifetime
{
    private WebRunEmulator _emulator = null!;
    private Engine _engine = null!;

    public async ValueTask InitializeAsync()
    {
        _emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        _engine = new Engine(_emulator);
    }

    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return _emulator.DisposeAsync();
    }

    [Theory]
    [InlineData("open the list; take the first, then wait", "open the list|take the first, then wait")]
    [InlineData("a b", "a b")]
    [InlineData("sort by price, then by name", "sort by price, then by name")]
    [InlineData("\n one; two \r\nthree\n", "one; two|three")]
    [InlineData(";one;; two;", "one|two")]
    [InlineData(" ", "")]
    public void Cell_has_its_steps_between_semicolons_or_on_lines(string cell, string steps)
    {
        _engine.Set("cell", cell);
        _engine.Run("[pscustomobject]@{ Task = 'x'; Then = $cell } | Invoke-WebRunTask").MustSucceed();
        Assert.Equal(["x", .. steps.Split('|', StringSplitOptions.RemoveEmptyEntries)], _emulator.Recorder.Tasks.Select(task => task.TaskDetails));

        if (cell.Trim() is { Length: > 0 })
        {
            // On the command line a text is one step.
            _engine.Run("Invoke-WebRunTask x -Then $cell | Out-Null").MustSucceed();
            Assert.Equal(cell, _emulator.Recorder.Tasks[^1].TaskDetails);
        }
    }

    [Theory]
    [InlineData("Invoke-WebRunTask x -Then y -NoWait", "InvalidParameter", "begins when the one before has completed")]
    [InlineData("[pscustomobject]@{ Task = 'x'; Then = 'y' } | Invoke-WebRunTask -NoWait", "InvalidParameter", "begins when the one before has completed")]
    [InlineData("[pscustomobject]@{ Task = 'x'; Then = 'y' } | New-WebRunSession", "InvalidParameter", "has Then")]
    [InlineData("$null = $s = [pscustomobject]@{ Task = 'x'; SessionId = 's1'; Then = 'y' }; $s | Send-WebRunTask", "InvalidParameter", "has Then")]
    [InlineData("Invoke-WebRunTask x -Then ''", "InvalidParameter", "The Then is empty")]
    [InlineData("Invoke-WebRunTask x -Then $null", "InvalidParameter", "The Then is empty")]
    [InlineData("Invoke-WebRunTask x -Then @()", "InvalidParameter", "The Then is empty")]
    [InlineData("Invoke-WebRunTask x -Then y, ' '", "ParameterArgumentTransformationError", "A step is blank")]
    [InlineData("Invoke-WebRunTask x -Then y, $null", "ParameterArgumentTransformationError", "not a step")]
    [InlineData("Invoke-WebRunTask x -Then y, 7", "ParameterArgumentTransformationError", "'7' is a number, not a step")]
    [InlineData("Invoke-WebRunTask x -Then @{ a = 1 }", "ParameterArgumentTransformationError", "It is a table, not a step")]
    [InlineData("Invoke-WebRunTask x -Then { y }", "ScriptBlockArgumentNoInput", "'Then'")]
    [InlineData("Invoke-WebRunTask x -Then https://a.example", "ParameterArgumentTransformationError", "only an address")]
    [InlineData("[pscustomobject]@{ Task = 'x'; Then = 'y', 7 } | Invoke-WebRunTask", "InvalidParameter", "Row 1 has Then, which cannot be used. '7' is a number, not a step")]
    [InlineData("[pscustomobject]@{ Task = 'x'; Then = 'y; a.example' } | Invoke-WebRunTask", "InvalidParameter", "only an address")]
    [InlineData("'x' | Invoke-WebRunTask -Then { $_.None }", "InvalidParameter", "no value for -Then")]
    public void What_makes_no_sense_is_refused_before_anything_is_sent(string command, string id, string why)
    {
        var result = _engine.Run(command);

        Assert.StartsWith(id, result.ErrorId, StringComparison.Ordinal);
        Assert.Contains(why, result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(_emulator.Recorder.Requests);
    }
}

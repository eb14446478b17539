using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Shell.Hosting;
using WebRun.Shell.Running;

namespace WebRun.Shell;

/// <summary>Shows the main use of the module: a task, then a session with two, as a person would type them.</summary>
internal sealed class Quickstart(ShellEngine engine, Screen screen)
{
    private static readonly string[] Commands =
    [
        "Invoke-WebRunTask 'Go to google.com and search for Anthropic'",
        "$session = New-WebRunSession -StartingPoint https://amazon.com",
        "$session | Send-WebRunTask 'Search for wireless keyboards' -Wait",
        "$session | Send-WebRunTask 'Open the first result' | Wait-WebRunTask",
        "$session | Stop-WebRunSession",
    ];

    private int _tasks;
    private decimal _cost;

    /// <summary>Runs the commands, up to the first that fails, and says what they cost.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        foreach (var command in Commands)
        {
            screen.WriteLine(InteractivePrompt.Prompt + command);
            using var output = new PSDataCollection<PSObject>();
            var outcome = await engine.CollectAsync(new PSCommand().AddScript(command), output);
            await engine.ShowAsync(output);
            if (!Count(output) || outcome != RunOutcome.Succeeded)
            {
                screen.WriteErrorLine("The quickstart ends here, because this command did not do what it should.");
                return outcome == RunOutcome.Stopped ? ExitCodes.Interrupted : ExitCodes.Failure;
            }
        }

        screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_tasks} tasks, in total ${_cost}"));
        return ExitCodes.Success;
    }

    // Every task carries its cost and, when all is well, has been completed.
    private bool Count(IEnumerable<PSObject> output)
    {
        foreach (var item in output)
        {
            if (item.Properties["Cost"] is { } property && LanguagePrimitives.TryConvertTo<decimal>(property.Value, out var amount))
            {
                _tasks++;
                _cost += amount;
                if (!string.Equals(item.Properties["Status"]?.Value?.ToString(), "Completed", StringComparison.Ordinal))
                {
                    return false;
                }
            }
        }

        return true;
    }
}

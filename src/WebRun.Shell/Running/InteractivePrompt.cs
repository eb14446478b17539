using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Threading.Tasks;
using WebRun.Shell.Editing;
using WebRun.Shell.Hosting;

namespace WebRun.Shell.Running;

/// <summary>Reads what a person types and runs it, until the person leaves.</summary>
internal sealed class InteractivePrompt
{
    /// <summary>What stands before a command.</summary>
    public const string Prompt = "webrun> ";

    private const string Continuation = ">> ";

    private const string Greeting =
        "PowerShell with WebRun.PowerShell. Tab completes, Ctrl+C stops a command, exit leaves; "
        + "Get-Command -Module WebRun.PowerShell lists the commands.";

    private readonly ShellEngine _engine;
    private readonly ShellHost _host;
    private readonly Screen _screen;
    private readonly LineEditor _editor;
    private string _unfinished = "";

    /// <summary>Makes the prompt.</summary>
    public InteractivePrompt(ShellEngine engine, ShellHost host, Screen screen)
    {
        _engine = engine;
        _host = host;
        _screen = screen;
        _editor = new LineEditor(screen, Complete);
    }

    /// <summary>Reads and runs until <c>exit</c> or Ctrl+D.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        _screen.WriteLine(Greeting);
        while (_host.ExitCode is null)
        {
            var line = _editor.Read(_unfinished.Length == 0 ? Prompt : Continuation);
            if (line.End == LineEnd.EndOfInput)
            {
                break;
            }

            var text = _unfinished + line.Text;
            _unfinished = line.End == LineEnd.Accepted && IsIncomplete(text) ? text + "\n" : "";
            if (line.End == LineEnd.Accepted && _unfinished.Length == 0 && !string.IsNullOrWhiteSpace(text))
            {
                await _engine.RunAsync(new PSCommand().AddScript(text));
            }
        }

        return _host.ExitCode ?? ExitCodes.Success;
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out var errors);
        return errors.Any(error => error.IncompleteInput);
    }

    // What can follow depends on the lines before, but only this one is replaced.
    private CommandCompletion Complete(string line, int cursor)
    {
        var completion = _engine.Complete(_unfinished + line, _unfinished.Length + cursor);
        completion.ReplacementIndex = Math.Max(0, completion.ReplacementIndex - _unfinished.Length);
        return completion;
    }
}

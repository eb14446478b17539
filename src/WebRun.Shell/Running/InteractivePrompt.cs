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

    private readonly ShellEngine engine;
    private readonly ShellHost host;
    private readonly LineEditor editor;
    private string unfinished = "";

    /// <summary>Makes the prompt.</summary>
    public InteractivePrompt(ShellEngine engine, ShellHost host, Screen screen)
    {
        this.engine = engine;
        this.host = host;
        editor = new LineEditor(screen, Complete);
    }

    /// <summary>Reads and runs until <c>exit</c> or Ctrl+D.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        while (host.ExitCode is null)
        {
            var line = editor.Read(unfinished.Length == 0 ? Prompt : Continuation);
            if (line.End == LineEnd.EndOfInput)
            {
                break;
            }

            var text = unfinished + line.Text;
            unfinished = line.End == LineEnd.Accepted && IsIncomplete(text) ? text + "\n" : "";
            if (line.End == LineEnd.Accepted && unfinished.Length == 0 && !string.IsNullOrWhiteSpace(text))
            {
                await engine.RunAsync(new PSCommand().AddScript(text));
            }
        }

        return host.ExitCode ?? ExitCodes.Success;
    }

    private static bool IsIncomplete(string text)
    {
        Parser.ParseInput(text, out _, out var errors);
        return errors.Any(error => error.IncompleteInput);
    }

    // What can follow depends on the lines before, but only this one is replaced.
    private CommandCompletion Complete(string line, int cursor)
    {
        var completion = engine.Complete(unfinished + line, unfinished.Length + cursor);
        completion.ReplacementIndex = Math.Max(0, completion.ReplacementIndex - unfinished.Length);
        return completion;
    }
}

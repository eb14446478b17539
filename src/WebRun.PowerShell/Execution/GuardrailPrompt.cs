using System;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Threading;
using WebRun.Models;

namespace WebRun.PowerShell.Execution;

/// <summary>Asks the user at the prompt what a task asks. For the pipeline thread, so that there is one question at a time.</summary>
/// <param name="host">The user's shell.</param>
/// <param name="page">The page that shows the task's session; null if it is not known.</param>
internal sealed class GuardrailPrompt(PSHost host, Uri? page)
{
    private const int MaxText = 2000;

    private enum Choice
    {
        Answer,
        Hidden,
        Refuse,
        Leave,
        Show,
    }

    /// <summary>Why nobody can be asked; null if somebody can.</summary>
    public static string? Obstacle(PSHost host) =>
        host.Name == "ServerRemoteHost" ? "nobody sits at the prompt of a job or a remote connection"
        : !HasScreen(host) || !Environment.UserInteractive ? "this host cannot ask"
        : host.Name != "ConsoleHost" ? null
        : Console.IsInputRedirected ? "the input of this process is no keyboard"
        : Environment.GetCommandLineArgs().Skip(1).Any(IsNonInteractive) ? "PowerShell runs with -NonInteractive"
        : null;

    /// <summary>Asks until there is an answer, or the user leaves the task waiting.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">The task no longer waits.</param>
    /// <returns>The words, and whether they refuse what the task asks for; null to leave it.</returns>
    /// <exception cref="RuntimeException">The host could not ask.</exception>
    public (SecureString Words, bool IsRefusal)? Ask(WebRunTask task, CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var choice = Choose(task);
                if (choice == Choice.Leave || cancellationToken.IsCancellationRequested)
                {
                    return null;
                }

                if (choice == Choice.Show)
                {
                    Show();
                }
                else if (Words(choice) is { Length: > 0 } words)
                {
                    return (words, choice == Choice.Refuse);
                }
            }

            return null;
        }
        catch (Exception e) when (e is not RuntimeException)
        {
            // A host may lack any of these.
            throw new RuntimeException(e.Message, e);
        }
    }

    private static bool HasScreen(PSHost host)
    {
        try
        {
            // PowerShell puts its own interface around a host that has none, whose members throw.
            return host.UI?.RawUI?.BufferSize is not null;
        }
#pragma warning disable CA1031 // Whatever a host throws, it has no screen.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static bool IsNonInteractive(string argument) =>
        argument.TrimStart('-', '/') is { Length: > 3 } name && name.Length < argument.Length && "NonInteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase);

    private Choice Choose(WebRunTask task)
    {
        var choices = new Collection<ChoiceDescription>
        {
            new("&Answer", "Type the answer. The task goes on with it."),
            new("Answer &hidden", "Type an answer that is not shown, such as a password or a code. Nothing that the task says afterwards shows it."),
            new("&Refuse", "Refuse what the task asks for, in your words. The task stops."),
            new("&Leave it", "The task goes on waiting, and its session costs money meanwhile. Resume-WebRunTask answers it later."),
        };
        if (page is not null)
        {
            choices.Add(new("&Show it", "Open the session's live picture in the browser, and decide then."));
        }

        // A page that the agent has read may be hostile.
        var question = SafeText.Lines(task.Guardrail?.ToString());
        var message = $"{Display.Shorten(Display.OneLine(task.TaskDetails ?? task.TaskId))}{Environment.NewLine}{(question.Length > MaxText ? question.Substring(0, MaxText) + "…" : question)}";
        return (Choice)host.UI.PromptForChoice("A task asks you, and its session costs money meanwhile", message, choices, 0);
    }

    /// <summary>What the user types; empty if that is nothing.</summary>
    private SecureString? Words(Choice choice)
    {
        host.UI.Write(choice == Choice.Refuse ? "Why not: " : "Answer: ");
        return choice == Choice.Hidden ? host.UI.ReadLineAsSecureString() : (SecureString?)SecureTextTransformationAttribute.Secured(host.UI.ReadLine()?.Trim());
    }

    private void Show()
    {
        try
        {
            LivePicture.Open(page!);
        }
        catch (Exception e) when (e is Win32Exception or PlatformNotSupportedException)
        {
            host.UI.WriteLine($"This machine has no browser. Open the page on another one: {page!.AbsoluteUri}");
        }
    }
}

using System;
using System.Collections.Generic;
using System.IO;

namespace WebRun.Shell;

/// <summary>The program's arguments, understood. Parsing reads nothing but the arguments.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Text">The command, the script's path, or what is wrong with the arguments.</param>
/// <param name="Arguments">What is handed on to the script file.</param>
internal sealed record ShellOptions(ShellAction Action, string Text, IReadOnlyList<string> Arguments)
{
    /// <summary>How the program is used.</summary>
    public const string Usage = """
        A PowerShell engine with WebRun.PowerShell imported, for machines without pwsh.

        Usage: WebRun.Shell [-Command <text> | -File <path> [<arguments>] | -Help]

          -Command <text>   runs the text; '-' reads it from standard input
          -File <path>      runs a .ps1 file with the arguments that follow
          -Help             shows this

        Without options: a prompt on a terminal; else the script on standard input;
        else, when there is none, the quickstart: a few tasks on the emulator.

        Without WEBRUN_API_KEY the commands talk to an emulator inside this program,
        which costs nothing. Set WEBRUN_API_KEY to work with a real account.

        The engine has PowerShell's core cmdlets (Where-Object, ForEach-Object, Get-Help …).
        Those of Microsoft.PowerShell.Utility and Management (Select-Object, Get-Content …)
        come with pwsh.
        """;

    /// <summary>Reads the arguments that the program was started with.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    public static ShellOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return Of(ShellAction.Unspecified);
        }

        return arguments[0].ToUpperInvariant() switch
        {
            "-COMMAND" or "-C" => ParseCommand(arguments),
            "-FILE" or "-F" => ParseFile(arguments),
            "-HELP" or "-H" or "-?" or "--HELP" => Of(ShellAction.Help),
            _ => Of(ShellAction.Invalid, $"'{arguments[0]}' is not an option here. Use -Command, -File or -Help."),
        };
    }

    private static ShellOptions ParseCommand(IReadOnlyList<string> arguments)
    {
        // As with pwsh, all that follows is the command, so that it need not be quoted.
        var command = string.Join(' ', Rest(arguments, 1));
        if (string.IsNullOrWhiteSpace(command))
        {
            return Of(ShellAction.Invalid, "-Command needs the text to run.");
        }

        return string.Equals(command, "-", StringComparison.Ordinal)
            ? Of(ShellAction.StandardInput)
            : Of(ShellAction.Command, command);
    }

    private static ShellOptions ParseFile(IReadOnlyList<string> arguments)
    {
        if (arguments.Count < 2 || string.IsNullOrWhiteSpace(arguments[1]))
        {
            return Of(ShellAction.Invalid, "-File needs the path of a script.");
        }

        if (string.Equals(arguments[1], "-", StringComparison.Ordinal))
        {
            return Of(ShellAction.StandardInput);
        }

        return string.Equals(Path.GetExtension(arguments[1]), ".ps1", StringComparison.OrdinalIgnoreCase)
            ? new ShellOptions(ShellAction.File, arguments[1], Rest(arguments, 2))
            : Of(ShellAction.Invalid, $"-File runs scripts, whose names end in .ps1; '{arguments[1]}' does not.");
    }

    private static ShellOptions Of(ShellAction action, string text = "") => new(action, text, []);

    private static List<string> Rest(IReadOnlyList<string> arguments, int start)
    {
        var rest = new List<string>();
        for (var i = start; i < arguments.Count; i++)
        {
            rest.Add(arguments[i]);
        }

        return rest;
    }
}

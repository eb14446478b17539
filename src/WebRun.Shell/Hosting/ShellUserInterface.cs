using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace WebRun.Shell.Hosting;

/// <summary>
/// Writes what the engine shows. Output and information go to standard output;
/// errors, warnings, verbose and debug messages to standard error, so that what is piped on stays clean.
/// </summary>
internal sealed class ShellUserInterface(Screen screen) : PSHostUserInterface
{
    private readonly ConsolePrompts _prompts = new(screen);

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; } = new ShellRawUserInterface(screen);

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => screen.UsesColour;

    /// <summary>Whether the lines written now are the text of an error.</summary>
    public bool WritesErrors { get; set; }

    private static PSStyle.FormattingData Styles => PSStyle.Instance.Formatting;

    /// <inheritdoc/>
    public override void Write(string value) => screen.Write(value ?? "");

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        // A terminal whose colours are not known reports values outside the enumeration.
        var foreground = Enum.IsDefined(foregroundColor) ? PSStyle.MapForegroundColorToEscapeSequence(foregroundColor) : "";
        var background = Enum.IsDefined(backgroundColor) ? PSStyle.MapBackgroundColorToEscapeSequence(backgroundColor) : "";
        screen.Write(foreground + background + value + PSStyle.Instance.Reset);
    }

    /// <inheritdoc/>
    public override void WriteLine() => screen.WriteLine();

    /// <inheritdoc/>
    public override void WriteLine(string value)
    {
        if (WritesErrors)
        {
            WriteErrorLine(value);
        }
        else
        {
            screen.WriteLine(value ?? "");
        }
    }

    /// <inheritdoc/>
    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
    {
        Write(foregroundColor, backgroundColor, value);
        screen.WriteLine();
    }

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => screen.WriteErrorLine(value, Styles.Error);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => screen.WriteErrorLine($"WARNING: {message}", Styles.Warning);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => screen.WriteErrorLine($"VERBOSE: {message}", Styles.Verbose);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => screen.WriteErrorLine($"DEBUG: {message}", Styles.Debug);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            screen.HideProgress();
            return;
        }

        var percent = record.PercentComplete >= 0 ? string.Create(CultureInfo.CurrentCulture, $" {record.PercentComplete} %") : "";
        var operation = string.IsNullOrWhiteSpace(record.CurrentOperation) ? "" : $" · {record.CurrentOperation}";
        screen.ShowProgress($"{record.Activity}: {record.StatusDescription}{percent}{operation}");
    }

    /// <inheritdoc/>
    public override string ReadLine() => _prompts.ReadLine("");

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => _prompts.ReadSecret("");

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _prompts.AskFields(caption, message, descriptions);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _prompts.AskCredential(caption, message, userName);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) => _prompts.AskCredential(caption, message, userName);

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _prompts.AskChoice(caption, message, choices, defaultChoice);
}

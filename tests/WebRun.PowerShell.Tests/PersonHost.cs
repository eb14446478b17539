using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace WebRun.PowerShell.Tests;

/// <summary>A host with a person before a screen of fixed width: it keeps what is shown, and makes the choices that it is told to.</summary>
/// <param name="answers">The labels of the choices that the person takes one after another, such as <c>&amp;No</c>, and then the last one again and again; after a choice that asks for a text, the text stands behind a colon.</param>
internal sealed partial class PersonHost(params string[] answers) : PSHost
{
    private readonly PersonInterface _interface = new(answers is [] ? ["&Yes"] : answers);

    /// <summary>The lines that were shown, without colours, without white space at their ends and without empty lines.</summary>
    public string Shown => string.Join('\n', Colours().Replace(_interface.Text.ToString(), "").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0));

    /// <summary>How often the person was asked.</summary>
    public int Questions => _interface.Questions;

    /// <summary>What the person was asked, with the captions.</summary>
    public IReadOnlyList<string> Asked => _interface.Asked;

    /// <summary>What happens while the person thinks.</summary>
    public Action Thinking { set => _interface.Thinking = value; }

    public override string Name => "Person";

    public override Version Version { get; } = new(1, 0);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => _interface;

    public override void SetShouldExit(int exitCode) => throw new NotSupportedException();

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication() => throw new NotSupportedException();

    public override void NotifyEndApplication() => throw new NotSupportedException();

    [GeneratedRegex(@"\e\[[0-9;]*m", RegexOptions.None, 1000)]
    private static partial Regex Colours();

    private sealed class PersonInterface(string[] answers) : PSHostUserInterface
    {
        private string _typed = "";

        public StringBuilder Text { get; } = new();

        public List<string> Asked { get; } = [];

        public Action? Thinking { get; set; }

        public int Questions { get; private set; }

        public override PSHostRawUserInterface RawUI { get; } = new FixedScreen();

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            var answer = answers[Math.Min(Questions++, answers.Length - 1)].Split(':', 2);
            Asked.Add($"{caption}\n{message}\n{string.Join(' ', choices.Select(choice => choice.Label))}");
            Thinking?.Invoke();
            _typed = answer[^1];
            return choices.Select(choice => choice.Label).ToList().IndexOf(answer[0]);
        }

        public override void Write(string value) => Text.Append(value);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Text.Append(value);

        public override void WriteLine(string value) => Text.Append(value).Append('\n');

        public override void WriteErrorLine(string value) => WriteLine(value);

        public override void WriteWarningLine(string message) => WriteLine(message);

        public override void WriteVerboseLine(string message) => WriteLine(message);

        public override void WriteDebugLine(string message) => WriteLine(message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
            // No part of what stays on a screen.
        }

        public override string ReadLine() => _typed;

        public override SecureString ReadLineAsSecureString() => new NetworkCredential("", _typed).SecurePassword;

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw new NotSupportedException();

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) => throw new NotSupportedException();
    }

    private sealed class FixedScreen : PSHostRawUserInterface
    {
        public override Size BufferSize { get; set; } = new(100, 50);

        public override Size WindowSize { get; set; } = new(100, 50);

        public override Size MaxWindowSize => WindowSize;

        public override Size MaxPhysicalWindowSize => WindowSize;

        public override Coordinates WindowPosition { get; set; }

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override ConsoleColor BackgroundColor { get; set; }

        public override string WindowTitle { get; set; } = "";

        public override bool KeyAvailable => false;

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void FlushInputBuffer() => throw new NotSupportedException();

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) => throw new NotSupportedException();
    }
}

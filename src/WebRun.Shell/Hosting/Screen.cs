using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Threading;

namespace WebRun.Shell.Hosting;

/// <summary>
/// The one way to standard output and standard error, so that text and the progress line,
/// which several threads may write, never mix.
/// </summary>
internal sealed class Screen
{
    /// <summary>The width that output is formatted for where there is no terminal to ask.</summary>
    private const int DefaultWidth = 120;

    private readonly Lock _gate = new();
    private readonly bool _understandsEscapes = VirtualTerminal.TryEnable();
    private bool _progressShown;

    /// <summary>Makes the screen and tells the engine's formatting whether to use colours.</summary>
    public Screen()
    {
        UsesColour = _understandsEscapes && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        if (!UsesColour)
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }

    /// <summary>Whether a person sits at both ends: keys come from a terminal and text goes to one.</summary>
    public bool IsInteractive => _understandsEscapes && !Console.IsInputRedirected;

    /// <summary>Whether colours are wanted and understood.</summary>
    public bool UsesColour { get; }

    /// <summary>The columns that a line has.</summary>
    // Some terminals in build services report no width at all.
    public static int Width => !Console.IsOutputRedirected && Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth;

    /// <summary>The column that the cursor was left in by what was written here.</summary>
    public int Column { get; private set; }

    /// <summary>Writes to standard output.</summary>
    public void Write(string text) => Write(Console.Out, text, UsesColour);

    /// <summary>Writes a line to standard output.</summary>
    public void WriteLine(string text = "") => Write(text + Environment.NewLine);

    /// <summary>Writes a line to standard error, in a style of <see cref="PSStyle"/>.</summary>
    public void WriteErrorLine(string text, string style = "")
    {
        var styled = style.Length == 0 ? text : style + text + PSStyle.Instance.Reset;
        Write(Console.Error, styled + Environment.NewLine, UsesColour && !Console.IsErrorRedirected);
    }

    /// <summary>Shows a line that the next one replaces; nothing where no person looks at it.</summary>
    public void ShowProgress(string text)
    {
        lock (_gate)
        {
            // A line that someone is still writing must not be overwritten.
            if (_understandsEscapes && (_progressShown || Column == 0))
            {
                var line = TextWidth.Truncate(text.ReplaceLineEndings(" "), Width - 1);
                var styled = UsesColour ? PSStyle.Instance.Progress.Style + line + PSStyle.Instance.Reset : line;
                Console.Out.Write($"\r{styled}\e[K");
                _progressShown = true;
            }
        }
    }

    /// <summary>Takes the progress line away.</summary>
    public void HideProgress()
    {
        lock (_gate)
        {
            if (_progressShown)
            {
                Console.Out.Write("\r\e[K");
                _progressShown = false;
            }
        }
    }

    private void Write(TextWriter writer, string text, bool coloured)
    {
        if (text.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            HideProgress();
            var plain = new StringDecorated(text).ToString(OutputRendering.PlainText);
            writer.Write(coloured ? text : plain);
            var lineStart = plain.LastIndexOfAny(['\n', '\r']) + 1;
            Column = (lineStart == 0 ? Column : 0) + TextWidth.Of(plain[lineStart..]);
        }
    }
}

using System.Management.Automation;

namespace WebRun.Shell.Editing;

/// <summary>The completions of a line, of which each further Tab shows the next.</summary>
/// <param name="original">The line as it was at the first Tab.</param>
/// <param name="completion">What could stand there.</param>
internal sealed class CompletionCycle(string original, CommandCompletion completion)
{
    /// <summary>Puts the next or the previous completion into the line.</summary>
    public void Show(LineBuffer line, bool forward)
    {
        if (completion.GetNextResult(forward) is not { } result)
        {
            return;
        }

        var before = original[..completion.ReplacementIndex] + result.CompletionText;
        var after = original[(completion.ReplacementIndex + completion.ReplacementLength)..];
        line.Set(before + after, before.Length);
    }
}

namespace WebRun.Shell.Editing;

/// <summary>What came of editing a line.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Text">What was typed until then.</param>
internal readonly record struct EditedLine(LineEnd End, string Text);

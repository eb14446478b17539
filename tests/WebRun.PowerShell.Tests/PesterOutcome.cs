namespace WebRun.PowerShell.Tests;

/// <summary>What tests/Pester/Run.ps1 tells of a test.</summary>
/// <param name="File">The name of its file.</param>
/// <param name="Name">Its names and those of the blocks around it.</param>
/// <param name="Result">Passed, Failed or Skipped.</param>
/// <param name="Message">Why it failed or was skipped.</param>
public sealed record PesterOutcome(string File, string Name, string Result, string Message);

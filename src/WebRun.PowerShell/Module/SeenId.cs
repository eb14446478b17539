namespace WebRun.PowerShell;

/// <summary>An id that this process has come across, and what a person knows it by.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name that goes with it; null for none.</param>
/// <param name="About">What it is, on one line; holds no key and no secret.</param>
/// <param name="Parent">The id of what it belongs to, such as a task's session; null for none.</param>
internal sealed record SeenId(string Id, string? Name, string About, string? Parent = null);

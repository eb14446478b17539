namespace WebRun;

/// <summary>Why a task failed.</summary>
/// <param name="Code">The service's code, such as <c>NAVIGATION_TIMEOUT</c>; null where it gave none.</param>
/// <param name="Message">The service's sentence.</param>
public sealed record WebRunTaskError(string? Code, string? Message)
{
    /// <inheritdoc/>
    public override string ToString() => Code is null ? Message ?? "" : Message is null ? Code : $"{Code}: {Message}";
}

namespace WebRun;

/// <summary>What stopped the agent until a person answers.</summary>
/// <param name="Type">The service's name for it, such as <c>human_input_needed</c>.</param>
/// <param name="Value">The agent's own words.</param>
public sealed record WebRunGuardrail(string? Type, string? Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value ?? Type ?? "";
}

namespace WebRun;

/// <summary>When the agent of a session reaches out to its owner.</summary>
public enum WebRunReachOutMode
{
    /// <summary>Never.</summary>
    Off = 0,

    /// <summary>Only where a guardrail asks for it.</summary>
    GuardrailOnly = 1,

    /// <summary>Whenever it needs something.</summary>
    Full = 2,
}

namespace WebRun.Emulator;

/// <summary>What a task's message is.</summary>
internal enum OutputType
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>CSV with a header row.</summary>
    Csv,
}

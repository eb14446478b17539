namespace WebRun;

/// <summary>The kind of answer that a task is asked for.</summary>
public enum WebRunOutputType
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>A JSON document that follows a schema.</summary>
    Json,

    /// <summary>CSV with a header row.</summary>
    Csv,
}

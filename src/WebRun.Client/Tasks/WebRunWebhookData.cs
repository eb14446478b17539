namespace WebRun;

/// <summary>What a webhook is told at the end of a task.</summary>
public enum WebRunWebhookData
{
    /// <summary>The whole answer: ids, message, files and usage.</summary>
    FullResponse = 0,

    /// <summary>The agent's message alone.</summary>
    AIResponse = 1,

    /// <summary>That it has ended, and nothing more.</summary>
    JustPing = 2,
}

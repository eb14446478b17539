namespace WebRun;

/// <summary>Who is told of a trigger's results.</summary>
public enum WebRunDeliveryMode
{
    /// <summary>The address of its webhook.</summary>
    Webhook,

    /// <summary>The bot that the account is linked with.</summary>
    Bot,

    /// <summary>Both.</summary>
    Both,
}

namespace WebRun;

/// <summary>Who is there to end a session.</summary>
public enum WebRunSessionOwner
{
    /// <summary>This process has opened it.</summary>
    ThisProcess,

    /// <summary>Another process that runs has opened it, or one on another machine, of which that cannot be told.</summary>
    OtherProcess,

    /// <summary>The process that opened it has ended, so that nobody is left to end the session.</summary>
    DeadProcess,
}

namespace WebRun.Emulator;

/// <summary>What goes wrong with a request. "Acted upon" means that the service did what was asked, so that a task has started.</summary>
public enum FaultKind
{
    /// <summary>Answered with <see cref="Fault.Status"/> (else 503), headers and body; not acted upon.</summary>
    Status,

    /// <summary>The connection is cut; not acted upon.</summary>
    CutBefore,

    /// <summary>Acted upon, then the connection is cut without waiting for the task.</summary>
    CutAfter,

    /// <summary>Acted upon, then answered with <see cref="Fault.Status"/> (else 502) without waiting for the task.</summary>
    StatusAfter,

    /// <summary>Acted upon and answered as ever, but late.</summary>
    Delay,

    /// <summary>Acted upon, then answered with the first half of the answer; a download is cut after its half.</summary>
    BrokenBody,

    /// <summary>Acted upon, then answered with <see cref="Fault.Status"/> (else 200) and nothing.</summary>
    EmptyBody,

    /// <summary>Acted upon, then answered with <see cref="Fault.Status"/> (else 200) and an HTML page.</summary>
    HtmlBody,
}

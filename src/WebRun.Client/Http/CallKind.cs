namespace WebRun.Http;

/// <summary>What a request does at the service, which decides whether it may be sent again.</summary>
internal enum CallKind
{
    /// <summary>Only looks: may always be sent again.</summary>
    Look,

    /// <summary>Sets a state (pause, stop, terminate): twice is the same as once.</summary>
    SetState,

    /// <summary>Starts work that costs money: never sent again once it may have arrived.</summary>
    StartWork,

    /// <summary>Does something in the browser, such as a click: never sent again once it may have arrived, as twice is not the same as once.</summary>
    Act,

    /// <summary>Leaves something behind that costs nothing, such as a file: never sent again once it may have arrived, as twice leaves two.</summary>
    Store,
}

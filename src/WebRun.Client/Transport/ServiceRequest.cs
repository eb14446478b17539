using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>One request, before it is sent: a value that nothing changes on the way. What happens on the way is a <see cref="ServiceCall"/>.</summary>
/// <param name="Kind">What it does at the service.</param>
/// <param name="Path">The path below the base address, ids already escaped.</param>
/// <param name="Body">The JSON body of a POST; null if there is none.</param>
internal sealed record ServiceRequest(RequestKind Kind, string Path, byte[]? Body = null)
{
    /// <summary>The timeout of an attempt that starts work: the service itself holds back its answer for up to 50 s.</summary>
    public static readonly TimeSpan WorkTimeout = TimeSpan.FromSeconds(75);

    /// <summary>True for a call that must not be resent once it may have arrived.</summary>
    public bool IsOnceOnly => Kind is RequestKind.StartWork or RequestKind.Reply or RequestKind.Act or RequestKind.Store;

    /// <summary>What may have happened if a call of this kind gets no answer.</summary>
    public string Doubt => Kind switch
    {
        RequestKind.Reply => "it may have arrived. It was not sent again, because the second one could meet another question",
        RequestKind.Act => "it may have been carried out. It was not sent again: check the page before you repeat it",
        RequestKind.Store => "the service may have kept it. It was not sent again, because that could create a second one",
        RequestKind.StartWork when Path == ServicePaths.StartSession => "the session may be open. It was not sent again, because that could open a second one",
        _ => "the task may have started. It was not sent again",
    };

    /// <summary>True if it may take any time as long as it advances, such as a file.</summary>
    public bool IsLarge { get; init; }

    /// <summary>The HTTP method; by default POST with a body and GET without.</summary>
    public HttpMethod Method { get; init; } = Body is null ? HttpMethod.Get : HttpMethod.Post;

    /// <summary>Creates the body of one attempt if it is not JSON, and receives the callback for its progress; null to use <see cref="Body"/>.</summary>
    public Func<Action, HttpContent>? Content { get; init; }

    /// <summary>What the path names if that is not a session or task, such as "environment"; used in errors.</summary>
    public string? Subject { get; init; }

    /// <summary>True for what the service answers with the state of a task.</summary>
    public bool IsAboutTask { get; init; }

    /// <summary>The session that the call is about, for errors.</summary>
    public string? SessionId { get; init; }

    /// <summary>False for what the service answers without a key.</summary>
    public bool NeedsKey { get; init; } = true;

    /// <summary>The secrets in the body: an answer may repeat them, but no error or log does.</summary>
    public IReadOnlyList<SecureString> Secrets { get; init; } = [];

    /// <summary>True for a call whose answer names a session: once sent, it is not aborted, so that the session can be ended.</summary>
    public bool OutlivesCaller { get; init; }

    /// <summary>True for what does not wait for its turn: what ends a session or its work, for which a place in the service's rate limit is kept, and the task of a session that is open for it alone.</summary>
    public bool HasPriority { get; init; }

    /// <summary>The maximum of all waits between attempts together; waits for its turn do not count.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same if the service has no room for one more session; null to use <see cref="Budget"/>.</summary>
    public TimeSpan? RoomTimeout { get; init; }

    /// <summary>The maximum total wait after an attempt has failed in this way.</summary>
    public TimeSpan BudgetAfter(WebRunException failure) => failure.IsAboutRoom ? RoomTimeout ?? Budget : Budget;

    /// <summary>The timeout of one attempt. A large transfer may take any time, but no single step may take longer than this.</summary>
    public TimeSpan AttemptTimeout => Kind switch
    {
        RequestKind.StartWork or RequestKind.Reply => WorkTimeout,
        _ when IsLarge => TimeSpan.FromMinutes(2),
        _ => TimeSpan.FromSeconds(30),
    };
}

/// <summary>What a request does at the service, which decides whether it may be sent again.</summary>
internal enum RequestKind
{
    /// <summary>Only reads: may always be sent again.</summary>
    Read,

    /// <summary>Sets a state (pause, stop, terminate): twice is the same as once.</summary>
    SetState,

    /// <summary>Starts work that costs money: never resent once it may have arrived.</summary>
    StartWork,

    /// <summary>Answers the question that a task waits with: never resent once it may have arrived, because the second answer could meet another question.</summary>
    Reply,

    /// <summary>Does something in the browser, such as a click: never resent once it may have arrived, because twice is not the same as once.</summary>
    Act,

    /// <summary>Creates something that costs nothing, such as a file: never resent once it may have arrived, because that would create a second one.</summary>
    Store,
}

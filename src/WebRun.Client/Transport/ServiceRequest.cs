using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Security;

namespace WebRun.Transport;

/// <summary>One request, before it is sent.</summary>
/// <param name="Kind">What kind of request it is.</param>
/// <param name="Path">The path below the base address, ids already escaped.</param>
/// <param name="Body">The JSON body of a POST; null if there is none.</param>
internal sealed record ServiceRequest(RequestKind Kind, string Path, byte[]? Body = null)
{
    /// <summary>The timeout of an attempt that starts work: the service itself holds back its answer for up to 50 s.</summary>
    public static readonly TimeSpan WorkTimeout = TimeSpan.FromSeconds(75);

    /// <summary>True for a call that must not be resent once it may have arrived.</summary>
    public bool IsOnceOnly => Kind is RequestKind.StartWork or RequestKind.Act or RequestKind.Store;

    /// <summary>What may have happened if a call of this kind gets no answer.</summary>
    public string Doubt => Kind switch
    {
        RequestKind.Act => "it may have been carried out. It was not sent again: check the page before you repeat it",
        RequestKind.Store => "the service may have kept it. It was not sent again, because that could create a second one",
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

    /// <summary>The session that the call is about, for errors.</summary>
    public string? SessionId { get; init; }

    /// <summary>True once a failed attempt may have arrived, so that the next one may find the work done.</summary>
    public bool MayBeDone { get; set; }

    /// <summary>The secrets in the body: an answer may repeat them, but no error or log does.</summary>
    public IReadOnlyList<SecureString> Secrets { get; init; } = [];

    /// <summary>True for a call whose answer names a session: once sent, it is not aborted, so that the session can be ended.</summary>
    public bool OutlivesCaller { get; init; }

    /// <summary>Receives what the call waits for, the next attempt or its turn, as the error to report if that never comes; null while an attempt is running.</summary>
    public Func<WebRunException?>? Waits { get; set; }

    /// <summary>Called just before each attempt is sent; an exception prevents it.</summary>
    public Action? OnSending { get; init; }

    /// <summary>Called when an attempt has failed and another one follows.</summary>
    public Action? OnRefused { get; init; }

    /// <summary>True for a call that ends a session or its work: it does not wait for its turn, and a place in the service's rate limit is reserved for it.</summary>
    public bool HasPriority { get; init; }

    /// <summary>How long the call has waited for its turn, over all attempts.</summary>
    public TimeSpan WaitedForTurn { get; set; }

    /// <summary>The maximum total wait between the attempts; waits for its turn do not count.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same if the service has no room for one more session; null to use <see cref="Budget"/>.</summary>
    public TimeSpan? RoomTimeout { get; init; }

    /// <summary>The maximum total wait after an attempt has failed in this way.</summary>
    public TimeSpan BudgetAfter(WebRunException failure) => failure.IsAboutRoom ? RoomTimeout ?? Budget : Budget;

    /// <summary>The timeout of one attempt. A large transfer may take any time, but no single step may take longer than this.</summary>
    public TimeSpan AttemptTimeout => Kind switch
    {
        RequestKind.StartWork => WorkTimeout,
        _ when IsLarge => TimeSpan.FromMinutes(2),
        _ => TimeSpan.FromSeconds(30),
    };
}

/// <summary>What a request does at the service, which decides whether it may be sent again.</summary>
internal enum RequestKind
{
    /// <summary>Only reads: can always be resent.</summary>
    Look,

    /// <summary>Sets a state (pause, stop, terminate): twice is the same as once.</summary>
    SetState,

    /// <summary>Starts work that costs money: never resent once it may have arrived.</summary>
    StartWork,

    /// <summary>Does something in the browser, such as a click: never resent once it may have arrived, because twice is not the same as once.</summary>
    Act,

    /// <summary>Creates something that costs nothing, such as a file: never resent once it may have arrived, because that would create a second one.</summary>
    Store,
}

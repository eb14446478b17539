using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>A session that ends with the work that owns it, or with the process, unless it is released.</summary>
/// <param name="reaper">Ends it.</param>
internal sealed class OwnedSession(SessionReaper reaper) : IDisposable
{
    private IDisposable? _onExit;

    /// <summary>The session; null before <see cref="Take"/>.</summary>
    public string? SessionId { get; private set; }

    /// <summary>Takes charge of a session.</summary>
    public void Take(string sessionId)
    {
        if (SessionId is null)
        {
            SessionId = sessionId;
            _onExit = reaper.TerminateOnExit(sessionId);
        }
    }

    /// <summary>Releases the session without ending it.</summary>
    public void Release()
    {
        _onExit?.Dispose();
        SessionId = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (SessionId is { } sessionId)
        {
            _ = reaper.TerminateInBackground(sessionId);
            Release();
        }
    }
}

/// <summary>A session that is being opened. It is recorded before its request goes out, and ended if nobody waits for it any more.</summary>
internal sealed class SessionOpening
{
    private readonly ClientScope _scope;
    private readonly LedgerEntry? _note;

    private SessionOpening(ClientScope scope, LedgerEntry? note) => (_scope, _note) = (scope, note);

    /// <summary>Records what is about to be opened.</summary>
    public static SessionOpening Begin(ClientScope scope, WebRunTaskRequest request) => new(scope, scope.Ledger?.Ask(request));

    /// <summary>Waits for the request. If the wait is cancelled, or the answer cannot be used, the session ends as soon as the service names it. The inner exception of a cancellation says what the request was waiting for.</summary>
    /// <param name="call">The call.</param>
    /// <param name="opening">Sends the call and reads its answer, even if nobody waits for it any more.</param>
    /// <param name="sessionId">Gets the session that is open then; null for none.</param>
    /// <param name="cancellationToken">Ends the wait; the request goes on.</param>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public async Task<T> CompleteAsync<T>(ServiceCall call, Task<T> opening, Func<T, string?> sessionId, CancellationToken cancellationToken)
    {
        var noted = NoteAsync(call, opening, sessionId);
        using var duty = ProcessEnd.Do(() => ProcessEnd.WaitFor(TerminateWhenNamedAsync(noted, sessionId), _scope.Options.BaseUri));
        try
        {
            return await noted.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WebRunException { SessionId: not null })
        {
            ProcessEnd.WaitFor(TerminateWhenNamedAsync(noted, sessionId), _scope.Options.BaseUri);
            if (e is OperationCanceledException && call.Waiting is { } failure)
            {
                throw Cancelled(failure, cancellationToken);
            }

            throw;
        }
    }

    /// <summary>A cancellation whose inner exception says what the call was waiting for.</summary>
    public static OperationCanceledException Cancelled(WebRunException failure, CancellationToken cancellationToken) => new(failure.Message, failure, cancellationToken);

    private async Task<T> NoteAsync<T>(ServiceCall call, Task<T> opening, Func<T, string?> sessionId)
    {
        try
        {
            var opened = await opening.ConfigureAwait(false);
            _scope.Ledger?.Opened(_note!, sessionId(opened), (opened as WebRunSession)?.TaskId);
            if (sessionId(opened) is { } open)
            {
                _scope.State.Costs.Opened(open, (opened as WebRunTask)?.SubmittedAt ?? _scope.Clock.GetUtcNow());
            }

            return opened;
        }
        catch (Exception e)
        {
            // An exception of another kind comes before anything is sent, or from reading an answer: then a session may be open.
            var isUnread = e is not (WebRunException or OperationCanceledException) && call.Response is not null;
            _scope.Ledger?.Failed(_note!, isUnread ? ErrorFactory.Unnamed(call.Request) : e);
            throw;
        }
    }

    private async Task TerminateWhenNamedAsync<T>(Task<T> opening, Func<T, string?> sessionId)
    {
        string? id;
        try
        {
            id = sessionId(await opening.ConfigureAwait(false));
        }
        catch (WebRunException e)
        {
            id = e.SessionId;
        }
        catch (OperationCanceledException)
        {
            // It was never sent.
            return;
        }

        if (id is not null)
        {
            await _scope.Reaper.TerminateForSureAsync(id).ConfigureAwait(false);
        }
    }
}

using System;
using System.Threading.Tasks;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>One paid task in the books, from before it is sent until its cost is known. Thread-safe.</summary>
/// <param name="book">The books.</param>
/// <param name="log">Is warned if something cannot be noted.</param>
/// <param name="ticket">Its name in the books; null for a task that another process has sent.</param>
/// <param name="observer">Receives its attempts too; null for none.</param>
internal sealed class PaidTask(CostBook book, WebRunLog log, string? ticket, ICallObserver? observer) : ICallObserver, IDisposable
{
    private readonly object _use = new();
    private WebRunTask? _seen;
    private WebRunTask? _noted;
    private DateTimeOffset? _sentAt;
    private bool _isSent = ticket is null;
    private bool _isInBooks;
    private bool _isLeft;
    private bool _isSettled;

    /// <summary>What the user calls its kind.</summary>
    public string? Tag { get; init; }

    /// <summary>What it may cost in USD; null if that is not known.</summary>
    public decimal? Reserved { get; set; }

    /// <summary>Its session; null while that is not known.</summary>
    public string? SessionId { get; private set; }

    /// <summary>Its id; null while that is not known.</summary>
    public string? TaskId { get; private set; }

    /// <summary>What is known of it.</summary>
    public WebRunTask Known => _seen ?? new WebRunTask { SessionId = SessionId };

    /// <summary>The line that reserves what it may cost.</summary>
    public CostLine Reserve(decimal amount)
    {
        (Reserved, _isInBooks) = (amount, true);
        return Line(CostEvent.Reserved);
    }

    /// <summary>Takes its session, which is open before it is sent.</summary>
    public void In(string? sessionId) => SessionId ??= sessionId;

    /// <inheritdoc/>
    public void OnSending()
    {
        observer?.OnSending();
        lock (_use)
        {
            (_isSent, _isInBooks, _sentAt) = (true, true, book.Now);
            book.NoteFirst(Line(CostEvent.Sent));
            book.Keep(this);
        }
    }

    /// <inheritdoc/>
    public void OnRefused()
    {
        observer?.OnRefused();
        NotStarted();
    }

    /// <summary>Notes that the service has not started it.</summary>
    public void NotStarted()
    {
        lock (_use)
        {
            _isSent = false;
            book.Drop(this);
            Release();
        }
    }

    /// <summary>Notes what the answer to its request says, even if nobody waits for that any more.</summary>
    public async Task<T> FollowAsync<T>(Task<T> sending, Func<T, WebRunTask> task)
    {
        try
        {
            var answer = await sending.ConfigureAwait(false);
            Learn(task(answer));
            return answer;
        }
        catch (WebRunException e) when (!e.MayHaveStarted)
        {
            NotStarted();
            throw;
        }
    }

    /// <summary>Notes what became known of it.</summary>
    public void Learn(WebRunTask task)
    {
        lock (_use)
        {
            Take(task);
            if (!_isSettled && (task.HasEnded || (_noted is null && _isSent && !_isInBooks && TaskId is not null)))
            {
                Note();
            }
        }
    }

    /// <summary>Notes what is known of it, because nobody here will know more.</summary>
    public void Leave(WebRunTask task)
    {
        lock (_use)
        {
            Take(task);
            if (!_isSettled && _isSent)
            {
                Note();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_use)
        {
            _isLeft = true;
            Release();
        }

        book.Warn(log);
    }

    // Several tasks for one answer are each in the books.
    private void Take(WebRunTask task)
    {
        task = task.LastTask;
        if (_seen is not { HasEnded: true } || task.HasEnded)
        {
            // Of a task that ended with its session the service tells no cost any more.
            _seen = task with { Usage = task.Usage?.CompletedBy(_seen?.Usage) ?? _seen?.Usage };
        }

        (SessionId, TaskId) = (SessionId ?? task.SessionId, TaskId ?? task.TaskId);
        _isSent |= task.TaskId is not null || task.HasEnded;
    }

    private void Note()
    {
        var task = _seen!;
        if (_noted is null || _noted.Status != task.Status || _noted.Cost != task.Cost || (_noted.TaskId is null && task.TaskId is not null))
        {
            (_noted, _isInBooks) = (task, true);
            book.Note(Line(CostEvent.Seen) with { Status = task.Status, Cost = task.Cost });
        }

        _isSettled = task is { HasEnded: true, Cost: not null };
        if (_isSettled)
        {
            book.Drop(this);
        }
        else
        {
            book.Keep(this);
        }
    }

    private void Release()
    {
        if (_isLeft && !_isSent && _isInBooks)
        {
            _isInBooks = false;
            book.NoteLater(Line(CostEvent.Released));
        }
    }

    private CostLine Line(CostEvent what) => book.Line(what) with
    {
        Ticket = ticket,
        SessionId = SessionId,
        TaskId = TaskId,
        SentAt = what is CostEvent.Reserved or CostEvent.Released ? null : _seen?.SubmittedAt ?? _sentAt,
        Reserved = Reserved,
        Tag = Tag,
    };
}

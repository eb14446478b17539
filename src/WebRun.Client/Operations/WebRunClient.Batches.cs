using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Transport;

namespace WebRun;

/// <content>Batches: rows that a journal remembers.</content>
public sealed partial class WebRunClient
{
    /// <summary>Opens the journal of a batch, or begins one where there is no file.</summary>
    /// <param name="path">The file; its folder has to be there.</param>
    /// <exception cref="WebRunException">
    /// <see cref="WebRunErrorId.FileUnavailable"/>: it cannot be read and written, or another process runs a batch with it.
    /// <see cref="WebRunErrorId.InvalidParameter"/>: there is a file that is no journal; it is left as it is.
    /// </exception>
    public WebRunJournal OpenJournal(string path) => WebRunJournal.Open(path, _options);

    /// <summary>Runs a row in a session of its own, unless the journal knows that it has been run: then its result comes from there, and nothing is paid again.</summary>
    /// <param name="row">The row.</param>
    /// <param name="prepare">Completes the request when it is really to be sent, such as by uploading its files.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="retry">Which rows are run again that the journal has.</param>
    /// <param name="cancellationToken">Ends it, and the session with it.</param>
    /// <returns>As <see cref="InvokeTaskAsync"/>.</returns>
    /// <exception cref="WebRunException">
    /// As there. <see cref="WebRunErrorId.OutcomeUnknown"/> also: it was in flight when an earlier run died, and nobody can tell what became of it.
    /// </exception>
    public async Task<WebRunTask> InvokeRowAsync(WebRunJournalRow row, Func<Task<WebRunTaskRequest>> prepare, WebRunWait wait, WebRunRetry retry = WebRunRetry.None, CancellationToken cancellationToken = default)
    {
        if (row.State == WebRunJournalState.Running && await LookUpAsync(row, wait, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        switch (row.State)
        {
            case WebRunJournalState.Completed:
                return row.Task!;
            case WebRunJournalState.Failed when !retry.HasFlag(WebRunRetry.Failed):
                return row.Failure is null ? row.Task! : throw row.Failure;
            case WebRunJournalState.Sending or WebRunJournalState.Running or WebRunJournalState.Unknown when !retry.HasFlag(WebRunRetry.Unknown):
                throw NobodyKnows(row);
            default:
                return await SendRowAsync(row, await prepare().ConfigureAwait(false), wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private static WebRunException NobodyKnows(WebRunJournalRow row) => new(
        WebRunErrorId.OutcomeUnknown,
        $"An earlier run of the batch ended before it heard what became of this task: it may have been done. It is not run again, unless -RetryUnknown says so.{(row.Failure is null ? "" : " " + row.Failure.Message)}",
        row.Failure)
    {
        Task = row.Task,
        SessionId = row.Task?.SessionId,
    };

    private async Task<WebRunTask> SendRowAsync(WebRunJournalRow row, WebRunTaskRequest request, WebRunWait wait, CancellationToken cancellationToken)
    {
        WebRunTask task;
        try
        {
            var noted = wait with { OnSending = row.Sends, OnRefused = row.Refused, OnStarted = row.Started };
            task = await InvokeTaskAsync(request, noted, row.Options, cancellationToken).ConfigureAwait(false);
        }
        catch (WebRunException e)
        {
            row.Failed(e);
            throw;
        }

        row.Settled(task);
        return task;
    }

    /// <summary>Goes on waiting for a task that an earlier run began; null when the service does not tell of it.</summary>
    private async Task<WebRunTask?> LookUpAsync(WebRunJournalRow row, WebRunWait wait, CancellationToken cancellationToken)
    {
        // From now on it is this process that ends its session.
        var known = Unasked(row.Task!) with { EndsSession = true };
        _ledger?.Use(known.SessionId!, row.Request.MaxDuration);
        using var owned = new OwnedSession(this);
        owned.Take(known.SessionId!);
        WebRunTask task;
        try
        {
            using var deadline = new Deadline(_clock, wait.For(row.Request.MaxDuration), cancellationToken);
            task = await WaitOwnedAsync(owned, known, wait, deadline).ConfigureAwait(false);
        }
        catch (WebRunException e)
        {
            row.Failed(e);
            if (e.Id is WebRunErrorId.TaskTimeout or WebRunErrorId.BudgetExceeded)
            {
                throw;
            }

            owned.Release();
            return null;
        }

        row.Settled(task);
        return task;
    }
}

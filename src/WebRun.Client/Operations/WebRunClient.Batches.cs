using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Transport;

namespace WebRun;

/// <content>Batches: rows that a journal remembers.</content>
public sealed partial class WebRunClient
{
    /// <summary>Opens the journal of a batch, or creates one if the file does not exist.</summary>
    /// <param name="path">The file; its folder has to exist.</param>
    /// <exception cref="WebRunException">
    /// <see cref="WebRunErrorId.FileUnavailable"/>: it cannot be read and written, or another process runs a batch with it.
    /// <see cref="WebRunErrorId.InvalidParameter"/>: the file is not a journal; it is left unchanged.
    /// </exception>
    public WebRunJournal OpenJournal(string path) => WebRunJournal.Open(path, _options);

    /// <summary>Runs a row in a session of its own. If the journal shows that it has already run, returns the result from there, and nothing is paid again.</summary>
    /// <param name="row">The row.</param>
    /// <param name="prepare">Completes the request just before it is sent, for example by uploading its files.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="retry">Which rows of the journal to run again.</param>
    /// <param name="cancellationToken">Cancels it, and ends the session.</param>
    /// <returns>As <see cref="InvokeTaskAsync"/>.</returns>
    /// <exception cref="WebRunException">
    /// As for <see cref="InvokeTaskAsync"/>; also <see cref="WebRunErrorId.OutcomeUnknown"/>: it was in flight when an earlier run died, so its outcome is unknown.
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
        $"The outcome of this task is unknown: an earlier run of the batch ended before it got an answer, so the task may have run. Use -RetryUnknown to run it again.{(row.Failure is null ? "" : " " + row.Failure.Message)}",
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

    /// <summary>Continues to wait for a task that an earlier run started; null if the service does not know it.</summary>
    private async Task<WebRunTask?> LookUpAsync(WebRunJournalRow row, WebRunWait wait, CancellationToken cancellationToken)
    {
        // From now on, this process ends its session.
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

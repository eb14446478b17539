using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;

namespace WebRun.Operations;

/// <summary>Runs each row of a batch once: a row that has run according to the journal is resumed or taken from there, and is not paid for again.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="runner">Runs the row's task.</param>
internal sealed class RowRunner(ClientScope scope, TaskRunner runner)
{
    /// <summary>As <see cref="WebRunClient.ResumeRowAsync"/>.</summary>
    public async Task<WebRunTask?> ResumeAsync(WebRunJournalRow row, WebRunRetry retry, CancellationToken cancellationToken)
    {
        if (row.State == WebRunJournalState.Running && await WaitAsync(row, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        return row.State switch
        {
            WebRunJournalState.Completed => row.Task,
            WebRunJournalState.Failed when !retry.HasFlag(WebRunRetry.Failed) => row.Failure is null ? row.Task : throw row.Failure,
            WebRunJournalState.Sending or WebRunJournalState.Running or WebRunJournalState.Unknown when !retry.HasFlag(WebRunRetry.Unknown) => throw OutcomeUnknown(row),
            _ => null,
        };
    }

    /// <summary>As <see cref="WebRunClient.InvokeRowAsync"/>.</summary>
    public async Task<WebRunTask> RunAsync(WebRunJournalRow row, Func<Task<WebRunTaskRequest>> prepare, CancellationToken cancellationToken)
    {
        WebRunTask task;
        try
        {
            var request = await prepare().ConfigureAwait(false);
            task = await runner.RunAsync(request, row.Options, row, cancellationToken).ConfigureAwait(false);
        }
        catch (WebRunException e)
        {
            row.Failed(e);
            throw;
        }

        row.Settled(task);
        return task;
    }

    private static WebRunException OutcomeUnknown(WebRunJournalRow row) => new(
        WebRunErrorId.OutcomeUnknown,
        $"The outcome of this task is unknown: an earlier run of the batch ended before it got an answer, so the task may have run. It is not run again unless you ask for it.{(row.Failure is null ? "" : " " + row.Failure.Message)}",
        row.Failure)
    {
        Task = row.Task,
        SessionId = row.Task?.SessionId,
        IsOfEarlierRun = true,
    };

    /// <summary>Continues to wait for a task that an earlier run started; null if the service does not know it.</summary>
    private async Task<WebRunTask?> WaitAsync(WebRunJournalRow row, CancellationToken cancellationToken)
    {
        // From now on this process ends its session.
        var known = row.Task!;
        scope.Ledger?.Use(known.SessionId!, row.Request.MaxDuration);
        scope.Secrets.Keep(known.SessionId, TaskSender.SecretsIn(row.Request, row.Options));
        using var session = new OwnedSession(scope.Reaper);
        session.Take(known.SessionId!);
        WebRunTask task;
        try
        {
            task = await runner.ResumeAsync(session, known, row, cancellationToken).ConfigureAwait(false);
        }
        catch (WebRunException e)
        {
            row.Failed(e);
            if (e.Id is WebRunErrorId.TaskTimeout or WebRunErrorId.BudgetExceeded || row.State == WebRunJournalState.Failed)
            {
                throw;
            }

            if (row.State != WebRunJournalState.Unknown)
            {
                // The service does not know it. Where its next step may run, it is ended.
                session.Release();
            }

            return null;
        }

        row.Settled(task);
        return task;
    }
}

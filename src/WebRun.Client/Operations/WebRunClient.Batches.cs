using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Operations;

namespace WebRun;

/// <content>Batches: rows that a journal remembers.</content>
public sealed partial class WebRunClient
{
    /// <summary>Opens the journal of a batch. The file is created with the first row, if it does not exist.</summary>
    /// <param name="path">The file; its folder has to exist.</param>
    /// <param name="isPreview">True to look into it only, also while a batch is using it.</param>
    /// <exception cref="WebRunException">
    /// <see cref="WebRunErrorId.FileUnavailable"/>: it cannot be read and written, or another process runs a batch with it.
    /// <see cref="WebRunErrorId.InvalidParameter"/>: the file is not a journal; it is left unchanged.
    /// </exception>
    internal WebRunJournal OpenJournal(string path, bool isPreview = false) => WebRunJournal.Open(path, _options, isPreview);

    /// <summary>Returns the result of a row that has run according to its journal, after waiting for a task that is still running. Starts nothing.</summary>
    /// <param name="row">The row.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="retry">Which rows of the journal to run again.</param>
    /// <param name="cancellationToken">Cancels the wait, and ends the session.</param>
    /// <returns>The task; null if the row is to be run, with <see cref="InvokeRowAsync"/>.</returns>
    /// <exception cref="WebRunException">
    /// As for <see cref="InvokeTaskAsync"/>; also <see cref="WebRunErrorId.OutcomeUnknown"/>: it was in flight when an earlier run died, so its outcome is unknown.
    /// </exception>
    internal Task<WebRunTask?> ResumeRowAsync(WebRunJournalRow row, WebRunWait wait, WebRunRetry retry = WebRunRetry.None, CancellationToken cancellationToken = default) =>
        Rows(wait).ResumeAsync(row, retry, cancellationToken);

    /// <summary>Runs a row in its own session, and notes in its journal what happens.</summary>
    /// <param name="row">The row.</param>
    /// <param name="prepare">The row's request, with the files that it uploads first.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="cancellationToken">Cancels it, and ends the session.</param>
    /// <returns>As <see cref="InvokeTaskAsync"/>.</returns>
    /// <exception cref="WebRunException">As for <see cref="InvokeTaskAsync"/>.</exception>
    internal Task<WebRunTask> InvokeRowAsync(WebRunJournalRow row, Func<Task<WebRunTaskRequest>> prepare, WebRunWait wait, CancellationToken cancellationToken = default) =>
        Rows(wait).RunAsync(row, prepare, cancellationToken);

    private RowRunner Rows(WebRunWait wait) => new(Scope, new TaskRunner(Scope, _tasks, _control, wait));
}

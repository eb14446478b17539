using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Operations;

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
    internal WebRunJournal OpenJournal(string path) => WebRunJournal.Open(path, _options);

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
    internal Task<WebRunTask> InvokeRowAsync(WebRunJournalRow row, Func<Task<WebRunTaskRequest>> prepare, WebRunWait wait, WebRunRetry retry = WebRunRetry.None, CancellationToken cancellationToken = default) =>
        new RowRunner(Scope, new TaskRunner(Scope, _tasks, _control, wait)).RunAsync(row, prepare, retry, cancellationToken);
}

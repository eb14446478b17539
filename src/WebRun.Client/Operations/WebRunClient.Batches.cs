using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Operations;

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
    internal WebRunJournal OpenJournal(string path) => WebRunJournal.Open(path, _options);

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
    internal Task<WebRunTask> InvokeRowAsync(WebRunJournalRow row, Func<Task<WebRunTaskRequest>> prepare, WebRunWait wait, WebRunRetry retry = WebRunRetry.None, CancellationToken cancellationToken = default) =>
        new RowRunner(Scope, new TaskRunner(Scope, _tasks, _control, wait)).RunAsync(row, prepare, retry, cancellationToken);
}

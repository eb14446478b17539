using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

// One row of its input: whether it runs, and what comes out of it.
public sealed partial class InvokeWebRunTaskCommand
{
    /// <summary>True for a row that is to run, or whose outcome is known.</summary>
    private bool TryTake(Row row)
    {
        if (_journal is null)
        {
            return ShouldStart();
        }

        if (!_journal.TryTake(row.Input, row.Request, row.Options, row.Files, ShouldStart, WriteRowError, out var inJournal))
        {
            return false;
        }

        // An outcome that the journal has takes no place: 100,000 of them are not to wait for a thread each.
        (row.Journal, row.IsKnown) = (inJournal, Retry.Recalls(inJournal!.State));
        return row.IsKnown || _limits?.Refuses(row.Input) != true;
    }

    private async Task EmitAsync(PipelineWriter pipeline, Row row, Func<Task<WebRunTask?>> run, CancellationToken cancellationToken)
    {
        var (input, number) = (PassThruInput ? row.Input : null, row.Number);
        try
        {
            if (await run().ConfigureAwait(false) is not { } task)
            {
                // A limit of the batch was reached before it started.
                return;
            }

            pipeline.Progress.End(!task.HasNoResult() && !task.IsNotAsAsserted(), task.CostOfThisRun());
            pipeline.Warn(task);
            if (task.HasNoResult() && !NoWait)
            {
                Report(pipeline, ErrorRecords.TaskFailed(task).InRow(number), input);
                return;
            }

            if (task.IsNotAsAsserted())
            {
                Report(pipeline, ErrorRecords.OutputInvalid(await pipeline.WithObjectsAsync(task, cancellationToken).ConfigureAwait(false)).InRow(number), input);
                return;
            }

            var shown = WithInput(await pipeline.ShownAsync(task, cancellationToken).ConfigureAwait(false), input);
            if (task.IsEnded())
            {
                pipeline.Write(shown);
            }
            else
            {
                await HandOverAsync(pipeline, shown, task.SessionId!, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (WebRunException e)
        {
            pipeline.Progress.End(isDone: false, e.Task?.CostOfThisRun());
            Report(pipeline, ErrorRecords.From(e, row.Request.TaskDetails).InRow(number), input);
            if (e is { Id: WebRunErrorId.FileUnavailable, Task.Status: WebRunTaskStatus.Completed })
            {
                // The journal could not record the result, but it is paid for.
                pipeline.Write(WithInput(await pipeline.ShownAsync(e.Task, cancellationToken).ConfigureAwait(false), input));
            }
        }
    }

    /// <summary>Runs a row; null if a limit of the batch was reached before it started.</summary>
    private async Task<WebRunTask?> InvokeAsync(PipelineWriter pipeline, Row row, Throttle.Attempt attempt, CancellationToken cancellationToken)
    {
        var how = HowToWait(pipeline) with { RoomTimeout = attempt.RoomTimeout, IsLive = Live, OnEvent = Live ? liveEvent => Show(pipeline, liveEvent) : null };
        return _limits is null
            ? await InvokeAsync(pipeline, row, how, cancellationToken).ConfigureAwait(false)
            : await _limits.RunAsync(
                pipeline,
                row.Input,
                attempt,
                (whyStop, reached) => InvokeAsync(pipeline, row, how with { WhyStop = whyStop, StartBefore = reached }, cancellationToken),
                cancellationToken).ConfigureAwait(false);
    }

    private async Task<WebRunTask> InvokeAsync(PipelineWriter pipeline, Row row, WebRunWait how, CancellationToken cancellationToken) => NoWait
        ? await Client.SubmitTaskAsync(await WithFilesAsync(row.Request, row.Files, cancellationToken).ConfigureAwait(false), row.Options, cancellationToken).ConfigureAwait(false)
        : await WithProgressAsync(pipeline, new WebRunTask { TaskDetails = row.Request.TaskDetails }, how, wait => InvokeAsync(row, wait, cancellationToken)).ConfigureAwait(false);

    private async Task<WebRunTask> InvokeAsync(Row row, WebRunWait wait, CancellationToken cancellationToken)
    {
        if (row.Journal is null)
        {
            return await Client.InvokeTaskAsync(await WithFilesAsync(row.Request, row.Files, cancellationToken).ConfigureAwait(false), wait, row.Options, cancellationToken).ConfigureAwait(false);
        }

        // The files only if they are needed: not for a row whose result is known.
        return await Client.ResumeRowAsync(row.Journal, wait, Retry, cancellationToken).ConfigureAwait(false)
            ?? await Client.InvokeRowAsync(row.Journal, () => WithFilesAsync(row.Request, row.Files, cancellationToken), wait, cancellationToken).ConfigureAwait(false);
    }

    private static void Report(PipelineWriter pipeline, ErrorRecord error, object? input) =>
        pipeline.Error(input is null ? error : error.With(error.FullyQualifiedErrorId, WithInput(error.TargetObject, input)));

    /// <summary>One row of the batch.</summary>
    private sealed class Row
    {
        public required WebRunTaskRequest Request { get; init; }

        public required WebRunSessionOptions Options { get; init; }

        public required TaskFiles? Files { get; init; }

        /// <summary>What the user gave for it.</summary>
        public required object? Input { get; init; }

        public required int? Number { get; init; }

        /// <summary>What the journal knows of it; null without a journal.</summary>
        public WebRunJournalRow? Journal { get; set; }

        /// <summary>True if its outcome comes from the journal.</summary>
        public bool IsKnown { get; set; }
    }
}

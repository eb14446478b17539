using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using WebRun.Storage;

namespace WebRun.Operations;

/// <summary>Lists what a journal has, without running anything, also while a batch is writing it.</summary>
internal static class JournalReader
{
    /// <summary>The rows, in the order in which they came into the journal.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="WebRunException">
    /// <see cref="WebRunErrorId.FileUnavailable"/>: it cannot be read. <see cref="WebRunErrorId.InvalidParameter"/>: it is not a journal.
    /// </exception>
    public static IReadOnlyList<WebRunJournalEntry> Read(string path)
    {
        try
        {
            using var file = PrivateFile.OpenShared(path);
            return [.. JournalIndex.Read(file, path, countsUsage: true).Rows.Select(row => Entry(row, file, path))];
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            throw new WebRunException(WebRunErrorId.FileUnavailable, $"The journal '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static WebRunJournalEntry Entry(JournalIndex.Row row, Stream file, string path)
    {
        var line = JournalIndex.LineOf(row, file, new WebRunTask());
        var task = line?.Task;
        return new WebRunJournalEntry
        {
            Key = row.Key,
            Status = row.State == WebRunJournalState.Running && task?.Status == WebRunTaskStatus.WaitingForInput ? WebRunJournalState.WaitingForInput : row.State,
            Message = task?.Message,
            Error = line?.Failure is { } failure ? new(failure.Id.ToString(), failure.Message) : task is null ? null : Error(row.State, task),
            Usage = row.Usage,
            Attempts = row.Attempts,
            Tag = task?.Tag,
            SessionId = task?.SessionId,
            TaskId = task?.TaskId,
            SubmittedAt = task?.SubmittedAt,
            CompletedAt = task?.CompletedAt,
            JournalPath = path,
        };
    }

    /// <summary>Why a task has no result. Of an answer that does not fit its schema, which the journal does not have, only the answer is kept.</summary>
    private static WebRunTaskError? Error(WebRunJournalState state, WebRunTask task) => (state, task.Status) switch
    {
        (not WebRunJournalState.Failed, _) => task.Error,
        (_, WebRunTaskStatus.Completed) when task.Error?.Code != nameof(WebRunErrorId.AssertionFailed) => new(nameof(WebRunErrorId.InvalidResponse), "The answer does not fit the schema."),
        _ => task.Error ?? new(task.Status.ToString(), null),
    };
}

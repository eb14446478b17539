using System;
using System.IO;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>The journal of a command's batch: which of its rows run, and what the user is told about those that do not.</summary>
/// <param name="cmdlet">The command.</param>
/// <param name="client">The client that runs the rows.</param>
/// <param name="given">The file, as the user gave it.</param>
/// <param name="key">The names of the rows; null for none.</param>
/// <param name="retry">Which rows run again.</param>
/// <param name="isNewRun">True to begin anew after a batch that has come to its end.</param>
internal sealed class BatchJournal(PSCmdlet cmdlet, WebRunClient client, string given, JournalKey? key, WebRunRetry retry, bool isNewRun) : IDisposable
{
    private const string Dated = "\"batch.$(Get-Date -Format yyyy-MM-dd).jsonl\"";

    private readonly FileHashes _hashes = new(() => cmdlet.Stopping);
    private WebRunJournal? _journal;
    private bool _hasTold;

    private bool IsWhatIf => TaskPrice.IsAsked(cmdlet);

    /// <summary>Takes the row of a task. False if nothing is to be done for it: the user does not want it, or the row has no name, which is its error.</summary>
    /// <param name="input">What the user gave for the task.</param>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up.</param>
    /// <param name="files">Its files; null for none.</param>
    /// <param name="shouldStart">Asks for a task that is started. One whose outcome the journal has is not announced.</param>
    /// <param name="report">Receives what is wrong with the row.</param>
    /// <param name="row">The row.</param>
    public bool TryTake(object? input, WebRunTaskRequest request, WebRunSessionOptions options, TaskFiles? files, Func<bool> shouldStart, Action<ErrorRecord> report, out WebRunJournalRow? row)
    {
        row = null;
        try
        {
            var name = key?.Of(input);
            row = Opened().Take(request, options, files?.Identities(_hashes), name);
        }
        catch (WebRunException e)
        {
            report(ErrorRecords.From(e, input));
            return false;
        }

        if (retry.Keeps(row.State))
        {
            Tell(retry.Recalls(row.State));
            if (IsWhatIf)
            {
                return false;
            }
        }
        else if (!shouldStart())
        {
            return false;
        }

        // On this thread, so that the journal has the rows in the order of the input.
        OrTerminate(_journal!.Begin);
        OrTerminate(row.NoteKey);
        return true;
    }

    /// <summary>Notes that all of the batch has come to its end.</summary>
    public void End(PipelineWriter pipeline)
    {
        try
        {
            _journal?.End();
        }
        catch (WebRunException e)
        {
            pipeline.Error(ErrorRecords.From(e, given));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _journal?.Dispose();

    /// <summary>The journal, which is opened with the first task, and begins with the first that the user wants, so that -WhatIf changes no file.</summary>
    private WebRunJournal Opened()
    {
        if (_journal is null)
        {
            OrTerminate(() => _journal = client.OpenJournal(LocalPaths.Literal(cmdlet, given, "JournalPath"), IsWhatIf));
            if (isNewRun && _journal!.EndedAt is not null
                && (cmdlet.ShouldProcess(_journal.Path, $"Keep the finished journal as {Path.GetFileName(_journal.FileForEnded())}, and begin a new one") || IsWhatIf))
            {
                _journal.Renew();
            }
        }

        return _journal!;
    }

    private void OrTerminate(Action use)
    {
        try
        {
            use();
        }
        catch (WebRunException e)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.From(e, given));
        }
    }

    /// <summary>Warns once that outcomes come from an earlier run, which the user may take for new ones.</summary>
    private void Tell(bool isRecalled)
    {
        if (_hasTold || !(isRecalled || isNewRun))
        {
            return;
        }

        _hasTold = true;
        var (count, latest) = _journal!.Recalled(retry);
        var results = count == 1 ? "1 result comes" : $"{count} results come";
        var last = latest is { } at ? $", the latest of {Display.LocalTime(at)}" : "";
        var anew = $"give the journal another name, such as {Dated}.";
        cmdlet.WriteWarning((_journal.EndedAt, retry) switch
        {
            (_, not WebRunRetry.None) when !isNewRun => $"{results} from the journal '{_journal.Path}'{last}; the other rows run. To begin anew, {anew}",
            ({ } ended, _) => $"{results} from the journal '{_journal.Path}', and nothing is started for these rows: the batch came to its end on {Display.LocalTime(ended)}. To run them again, add -NewRun, which keeps the old journal, or {anew}",
            _ when isNewRun => $"-NewRun continues the journal '{_journal.Path}', because its batch has not come to its end{(count > 0 ? $": {results} from it{last}" : "")}. To begin anew without it, move the file, or {anew}",
            _ => $"{results} from the journal '{_journal.Path}'{last}, and nothing is started for these rows: the batch has not come to its end, and continues. To begin anew without it, move the file, or {anew}",
        });
    }
}

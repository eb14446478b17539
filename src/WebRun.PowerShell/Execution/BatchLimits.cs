using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Execution;

/// <summary>Stops a batch that costs too much, fails too often or has no room in the day's limit: from then on nothing more starts. Thread-safe.</summary>
/// <param name="maxTotalCost">What all tasks of the batch may cost in this run, in USD; null for no limit.</param>
/// <param name="maxFailures">After how many failed rows nothing more starts; null for no limit.</param>
/// <param name="hasJournal">True if the next run with the same journal goes on with the rows that did not start.</param>
internal sealed class BatchLimits(decimal? maxTotalCost, int? maxFailures, bool hasJournal) : IDisposable
{
    private readonly CancellationTokenSource _reached = new();
    private readonly Dictionary<object, decimal> _costs = [];
    private readonly List<object?> _notStarted = [];
    private decimal _total;
    private int _failures;
    private WebRunErrorId? _why;
    private bool _isDayFull;
    private bool _hasStopped;
    private bool _isOver;

    /// <summary>True if rows did not start because of a limit.</summary>
    public bool HasLeftRows => _notStarted.Count > 0;

    /// <summary>Runs a row unless a limit is reached, and counts what comes of it, before another one can take its place.</summary>
    /// <param name="pipeline">Where the row writes.</param>
    /// <param name="row">What the user gave for it.</param>
    /// <param name="attempt">Tells whether it runs again where there is no room.</param>
    /// <param name="run">Runs it; receives what it tells its cost so far, in USD, and whether another paid task is about to follow, and which says why it has to stop (null without a maximum), and a token that is cancelled when nothing more may start.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>The task; null if the row did not start, and is one of those that the error tells of.</returns>
    public async Task<WebRunTask?> RunAsync(PipelineWriter pipeline, object? row, Throttle.Attempt attempt, Func<Func<decimal, bool, string?>?, CancellationToken, Task<WebRunTask>> run, CancellationToken cancellationToken)
    {
        if (Refuses(row))
        {
            return null;
        }

        var work = new object();
        try
        {
            var task = await pipeline.WithObjectsAsync(await run(maxTotalCost is null ? null : (cost, isFollowed) => WhyStop(work, cost, isFollowed), _reached.Token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            Spend(work, task.CostOfThisRun());
            if (task.HasNoResult() || task is { Status: WebRunTaskStatus.Completed, Error: not null })
            {
                AddFailure();
            }

            return task;
        }
        catch (WebRunException e)
        {
            Spend(work, e.Task?.CostOfThisRun());
            _hasStopped |= e is { Id: WebRunErrorId.BudgetExceeded, IsDailyLimit: false };
            if (!e.IsAboutRoom || attempt.IsLast)
            {
                // The day's limit has no room for the rows that follow either.
                StopIf(e is { IsDailyLimit: true, IsAboutRoom: true });
                AddFailure();
            }

            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && Refuses(row))
        {
            return null;
        }
    }

    /// <summary>Counts a row that could not start.</summary>
    public void AddFailure()
    {
        lock (_costs)
        {
            _failures++;
            ReachIf(_failures >= maxFailures, WebRunErrorId.TooManyFailures);
        }
    }

    /// <summary>True if the row may not start any longer. It is one of those that the error tells of.</summary>
    public bool Refuses(object? row)
    {
        lock (_costs)
        {
            if (_why is not null)
            {
                _notStarted.Add(row);
            }

            return _why is not null;
        }
    }

    /// <summary>Reports once, at the end of the batch, that rows did not start, or that its tasks have cost more than they were to.</summary>
    public void Report(PipelineWriter pipeline)
    {
        if (HasLeftRows)
        {
            var rows = _notStarted.Count == 1 ? "1 row did not start" : $"{_notStarted.Count} rows did not start";
            var when = _isDayFull ? " on another day, or with a higher limit" : "";
            var next = hasJournal ? $"Run the command again with the same journal{when}: it goes on with them." : $"The error's TargetObject has these rows: pipe them to Invoke-WebRunTask{when} to go on.";
            var why = _isDayFull ? "the day's limit has no room for what they may cost"
                : _why == WebRunErrorId.BudgetExceeded
                ? $"the tasks of this batch have cost {Display.Cost(_total)}, and -MaxTotalCost is {Display.Cost(maxTotalCost)}"
                : $"{(_failures == 1 ? "1 row has" : $"{_failures} rows have")} failed, and -MaxFailures is {maxFailures}";
            pipeline.Error(ErrorRecords.BatchStopped(_why!.Value, $"{rows}: {why}.", next, _notStarted.ToArray()));
        }
        else if (_total > maxTotalCost && !_hasStopped)
        {
            pipeline.Warning($"The tasks of this command have cost {Display.Cost(_total)}, {Display.Cost(_total - maxTotalCost)} more than -MaxTotalCost allows: they ended before they could be stopped.");
        }
    }

    /// <summary>Work that ends after its command reaches no limit any longer.</summary>
    public void Dispose()
    {
        lock (_costs)
        {
            _isOver = true;
            _reached.Dispose();
        }
    }

    private void StopIf(bool isDayFull)
    {
        lock (_costs)
        {
            _isDayFull |= isDayFull && _why is null;
            ReachIf(isDayFull, WebRunErrorId.BudgetExceeded);
        }
    }

    private string? WhyStop(object work, decimal cost, bool isFollowed)
    {
        Spend(work, cost);

        // At the limit nothing more starts, no step either; what is running may just be ending, and is stopped when it costs more.
        return _total > maxTotalCost || (isFollowed && _total == maxTotalCost) ? $"The tasks of this batch have cost {Display.Cost(_total)}, and -MaxTotalCost is {Display.Cost(maxTotalCost)}." : null;
    }

    private void Spend(object work, decimal? cost)
    {
        lock (_costs)
        {
            _costs.TryGetValue(work, out var known);
            if (cost > known)
            {
                // A later report that knows less takes nothing back.
                _costs[work] = cost.Value;
                _total += cost.Value - known;
            }

            ReachIf(_total >= maxTotalCost, WebRunErrorId.BudgetExceeded);
        }
    }

    private void ReachIf(bool isReached, WebRunErrorId why)
    {
        if (isReached && _why is null && !_isOver)
        {
            // Whoever waits for the token continues elsewhere, not in this lock.
            _why = why;
            _reached.CancelAfter(TimeSpan.Zero);
        }
    }
}

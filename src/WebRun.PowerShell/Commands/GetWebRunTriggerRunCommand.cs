using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunTriggerRun</c>: lists the runs of a trigger, the newest first. Requests a page only when the pipeline has taken the previous one.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunTriggerRun", SupportsPaging = true)]
[OutputType(typeof(WebRunTriggerRun))]
public sealed class GetWebRunTriggerRunCommand : ServiceCommand
{
    /// <summary>The trigger: an id, or an object with a TriggerId.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("TriggerId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string TriggerId { get; set; } = "";

    /// <summary>The ids of the runs to emit; a run from the pipeline is refreshed, or lists all if the service has not named it.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("RunId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string[]? RunId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var triggerId = TriggerId;
        foreach (var runId in RunId ?? [])
        {
            Run(runId, async (pipeline, cancellationToken) => pipeline.Write(await Client.GetTriggerRunAsync(triggerId, runId, cancellationToken).ConfigureAwait(false)));
        }

        if (RunId is null)
        {
            Run(triggerId, (pipeline, cancellationToken) => ListAsync(triggerId, pipeline, cancellationToken));
        }
    }

    private async Task ListAsync(string triggerId, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        var (skip, left) = (PagingParameters.Skip, PagingParameters.First);
        var number = 1 + (long)Math.Min(skip / WebRunTriggerRunPage.MaxRuns, int.MaxValue);
        var first = number;
        HashSet<string?> seen = [];
        bool hasMore;
        do
        {
            var page = await Client.GetTriggerRunsAsync(triggerId, number, cancellationToken).ConfigureAwait(false);
            if (PagingParameters.IncludeTotalCount && number == first)
            {
                pipeline.Write(Total(page));
            }

            // Each run that started meanwhile has moved the others on by one, and the last one of a page to the next page.
            var runs = page.Runs.Skip(number == first ? (int)(skip % WebRunTriggerRunPage.MaxRuns) : 0).Where(run => run.RunId is null || !seen.Contains(run.RunId)).ToList();
            seen = [.. page.Runs.Select(run => run.RunId)];
            foreach (var run in runs.Take((int)Math.Min(left, int.MaxValue)))
            {
                pipeline.Write(run);
            }

            left -= Math.Min(left, (ulong)runs.Count);
            number++;

            // A service that sends the same page again has no more, whatever it says.
            hasMore = !page.IsLast && runs.Count > 0;
            await pipeline.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        while (left > 0 && hasMore);
    }

    private PSObject Total(WebRunTriggerRunPage page) => page.Total is { } total
        ? PagingParameters.NewTotalCount((ulong)total, accuracy: 1)
        : PagingParameters.NewTotalCount(0, accuracy: 0);
}

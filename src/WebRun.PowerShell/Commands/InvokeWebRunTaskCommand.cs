using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Invoke-WebRunTask</c>: runs tasks to their end, several at once, each in its own session. The session ends with the task or with the command.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WebRunTask", SupportsShouldProcess = true, DefaultParameterSetName = WaitSet)]
[OutputType(typeof(WebRunTask), typeof(Job))]
public sealed class InvokeWebRunTaskCommand : WaitingTaskCommand
{
    private static readonly TimeSpan RoomTimeoutOfBatch = TimeSpan.FromHours(1);

    private readonly EnumParameter<WebRunReachOutMode> _reachOutMode = new();
    private Throttle? _throttle;
    private BatchJournal? _journal;
    private int _taken;

    /// <summary>Emits the task as soon as the service has taken it, and does not wait for the result.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NoWaitSet)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Shows what the agent thinks and does as it happens. The session is opened first, so its id is known from the start.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    public SwitchParameter Live { get; set; }

    /// <summary>The maximum number of tasks from the pipeline that run at once: 1 to 1,000, 5 by default; fewer while the service has no room for more sessions. With 1, results keep the order of the input.</summary>
    [Parameter]
    [NumberTransformation(IsWhole = true)]
    [ValidateRange(1, 1000)]
    public int ThrottleLimit { get; set; } = 5;

    /// <summary>Adds the object that a task came from to its result, and to the target of its error, as the property InputObject.</summary>
    [Parameter]
    public SwitchParameter PassThruInput { get; set; }

    /// <summary>The number of tasks that will come, so that the progress bar shows the remaining time from the start.</summary>
    [Parameter]
    [NumberTransformation(IsWhole = true)]
    [ValidateRange(1, int.MaxValue)]
    public int? ExpectedCount { get; set; }

    /// <summary>A file that notes what happens to each task. Run again with the same file, the command continues where it was interrupted: completed tasks come from the file and are not paid for again.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Begins a new run if the journal's batch has come to its end: the finished journal is kept under the name of its end. A batch that was interrupted is continued.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    public SwitchParameter NewRun { get; set; }

    /// <summary>Names each row in the journal, by a property or a script block, so that Get-WebRunJournal shows which is which. A row with another name is another row.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [ValidateNotNullOrEmpty]
    public object[]? JournalKey { get; set; }

    /// <summary>Runs tasks again that failed in an earlier run with the journal; by default they are errors again.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    public SwitchParameter RetryFailed { get; set; }

    /// <summary>Runs tasks again whose outcome is unknown because an earlier run with the journal died. They may run and be paid for twice.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    public SwitchParameter RetryUnknown { get; set; }

    /// <summary>The environment that the session's browser starts from; a WebRunEnvironment from the pipeline brings it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? EnvironmentId { get; set; }

    /// <summary>The policy that applies to the session.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [IdTransformation("PolicyId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? PolicyId { get; set; }

    /// <summary>The proxy that the session's browser goes through: a country such as DE, random, http://host:port or socks5://host:port, or @{ Uri = …; Credential = $credential }.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ProxyTransformation(IsCell = true)]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public WebRunProxy? Proxy { get; set; }

    /// <summary>When the agent contacts you: Off, GuardrailOnly or Full.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ReachOutModeTransformation]
    public WebRunReachOutMode? ReachOutMode
    {
        get => _reachOutMode.Value;
        set => _reachOutMode.Value = value;
    }

    private WebRunRetry Retry => (RetryFailed ? WebRunRetry.Failed : WebRunRetry.None) | (RetryUnknown ? WebRunRetry.Unknown : WebRunRetry.None);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // A row of a batch waits for its turn even if others take all the room for a while; a user who types one task wants to know soon.
        _throttle = new Throttle(ThrottleLimit, MyInvocation.ExpectingInput ? RoomTimeoutOfBatch : null);
        Progress.Expected = ExpectedCount;
        OpenJournal();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!HasTask() || !TryTakeFiles(out var files) || !TryOptions(EnvironmentId, PolicyId, Proxy, ReachOutMode, out var options))
        {
            return;
        }

        WebRunJournalRow? row = null;
        var request = Request with { GivenFiles = files?.Names };
        if (!(_journal?.TryTake(InputObject ?? TaskDetails, request, options, files, ShouldStart, WriteRowError, out row) ?? ShouldStart()))
        {
            return;
        }

        var (input, number) = (PassThruInput ? InputObject ?? TaskDetails : null, RowNumber);
        _taken++;

        // An outcome that the journal has takes no place: 100,000 of them are not to wait for a thread each.
        var isKnown = row is not null && Retry.Recalls(row.State);
        Start(
            request.TaskDetails,
            (pipeline, cancellationToken) => EmitAsync(
                pipeline,
                () => isKnown ? Client.ResumeRowAsync(row!, new WebRunWait(), Retry, cancellationToken)! : _throttle!.RunAsync(roomTimeout => InvokeAsync(pipeline, request, files, options, row, roomTimeout, cancellationToken), cancellationToken),
                request,
                input,
                number,
                cancellationToken),
            isKnown);
        if (!AsJob)
        {
            DrainBelow(ThrottleLimit);
        }
    }

    /// <inheritdoc/>
    private protected override string AboutEnded => "Their sessions are being ended, and what they have cost until now is paid.";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Progress.Expected = _taken;
        base.EndProcessing();
    }

    private static void Show(PipelineWriter pipeline, WebRunEvent liveEvent) =>
        pipeline.WriteHost(Display.Line(liveEvent), canDrop: liveEvent.Kind is WebRunEventKind.Thought or WebRunEventKind.Action or WebRunEventKind.Update);

    /// <inheritdoc/>
    private protected override void WriteRowError(ErrorRecord error) =>
        base.WriteRowError(PassThruInput && InputObject is not null && error.TargetObject is not null ? error.With(error.FullyQualifiedErrorId, WithInput(error.TargetObject, InputObject)) : error);

    private static object WithInput(object about, object? input)
    {
        if (input is null)
        {
            return about;
        }

        // A row is the user's own, and stays as it is.
        var shown = about is PSObject row ? row.Copy() : new PSObject(about);
        shown.Properties.Add(new PSNoteProperty(nameof(InputObject), input));
        return shown;
    }

    private async Task EmitAsync(PipelineWriter pipeline, Func<Task<WebRunTask>> run, WebRunTaskRequest request, object? input, int? number, CancellationToken cancellationToken)
    {
        try
        {
            var task = await run().ConfigureAwait(false);
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
            Report(pipeline, ErrorRecords.From(e, request.TaskDetails).InRow(number), input);
            if (e is { Id: WebRunErrorId.FileUnavailable, Task.Status: WebRunTaskStatus.Completed })
            {
                // The journal could not record the result, but it is paid for.
                pipeline.Write(WithInput(await pipeline.ShownAsync(e.Task, cancellationToken).ConfigureAwait(false), input));
            }
        }
    }

    private async Task<WebRunTask> InvokeAsync(PipelineWriter pipeline, WebRunTaskRequest request, TaskFiles? files, WebRunSessionOptions options, WebRunJournalRow? row, TimeSpan? roomTimeout, CancellationToken cancellationToken)
    {
        if (NoWait)
        {
            return await Client.SubmitTaskAsync(await WithFilesAsync(request, files, cancellationToken).ConfigureAwait(false), options, cancellationToken).ConfigureAwait(false);
        }

        var how = HowToWait(pipeline) with { RoomTimeout = roomTimeout, IsLive = Live, OnEvent = Live ? liveEvent => Show(pipeline, liveEvent) : null };
        return await WithProgressAsync(pipeline, new WebRunTask { TaskDetails = request.TaskDetails }, how, async wait =>
        {
            if (row is not null && await Client.ResumeRowAsync(row, wait, Retry, cancellationToken).ConfigureAwait(false) is { } known)
            {
                return known;
            }

            // Only now, because a row whose result is known needs no files.
            return row is null
                ? await Client.InvokeTaskAsync(await WithFilesAsync(request, files, cancellationToken).ConfigureAwait(false), wait, options, cancellationToken).ConfigureAwait(false)
                : await Client.InvokeRowAsync(row, () => WithFilesAsync(request, files, cancellationToken), wait, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static void Report(PipelineWriter pipeline, ErrorRecord error, object? input) =>
        pipeline.Error(input is null ? error : error.With(error.FullyQualifiedErrorId, WithInput(error.TargetObject, input)));

    private bool ShouldStart() => ShouldStart("Run browser task");

    private void OpenJournal()
    {
        try
        {
            if (JournalPath is not null)
            {
                _journal = new BatchJournal(this, Client, JournalPath, JournalKey is null ? null : new JournalKey(JournalKey), Retry, NewRun);
                Own(_journal);
                WhenDone(_journal.End);
            }
            else if ((NewRun ? nameof(NewRun) : RetryFailed ? nameof(RetryFailed) : RetryUnknown ? nameof(RetryUnknown) : JournalKey is not null ? nameof(JournalKey) : null) is { } parameter)
            {
                throw new WebRunException(WebRunErrorId.InvalidParameter, $"{parameter} needs -JournalPath: it is about the journal of a batch.");
            }
        }
        catch (WebRunException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, JournalKey));
        }
    }
}

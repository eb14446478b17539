using System;
using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Invoke-WebRunTask</c>: runs tasks to their end, several at once, each in its own session. The session ends with the task or with the command.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WebRunTask", SupportsShouldProcess = true, DefaultParameterSetName = WaitSet)]
[OutputType(typeof(WebRunTask), typeof(Job))]
public sealed partial class InvokeWebRunTaskCommand : WaitingTaskCommand
{
    private static readonly TimeSpan RoomTimeoutOfBatch = TimeSpan.FromHours(1);

    private readonly EnumParameter<WebRunReachOutMode> _reachOutMode = new();
    private Throttle? _throttle;
    private BatchJournal? _journal;
    private BatchLimits? _limits;
    private int _taken;

    /// <summary>Emits the task as soon as the service has taken it, and does not wait for the result.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NoWaitSet)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>The steps that follow the task in its session, one after another: each begins when the one before has completed. What comes out is the last one's answer, with all of them as Steps and their Cost in sum. OutputSchema, Assert and RepairAttempts are about the last one; MaxCost and Timeout hold for all of them together.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [StepsTransformation]
    public string[]? Then { get; set; }

    /// <summary>Shows what the agent thinks and does as it happens, in place of the progress bar. The session is opened first, so its id is known from the start.</summary>
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

    /// <summary>The maximum cost of all tasks of this command together, in USD. When what has ended and what is running reach it, nothing more starts, and what is running is stopped as by MaxCost. The error BudgetExceeded says how many rows did not start. What an earlier run with the journal has paid does not count.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [NumberTransformation]
    [ValidateNumber(Limits.MinCost, Limits.MaxCostLimit)]
    public double? MaxTotalCost { get; set; }

    /// <summary>After this many failed rows nothing more starts; what is running comes to its end. The error TooManyFailures says how many rows did not start.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [NumberTransformation(IsWhole = true)]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxFailures { get; set; }

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

    /// <inheritdoc/>
    private protected override bool ShowsProgress => !Live;

    /// <inheritdoc/>
    private protected override WebRunTaskRequest Request => base.Request with { Then = Then ?? [] };

    /// <inheritdoc/>
    private protected override TaskPrice NewPrice() => new((decimal?)MaxTotalCost, RepairAttempts);

    private WebRunRetry Retry => (RetryFailed ? WebRunRetry.Failed : WebRunRetry.None) | (RetryUnknown ? WebRunRetry.Unknown : WebRunRetry.None);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (NoWait && Then is not null)
        {
            ThrowTerminatingError(ErrorRecords.From(StepsNeedWaiting(), null));
        }

        // A row of a batch waits for its turn even if others take all the room for a while; a user who types one task wants to know soon.
        _throttle = new Throttle(ThrottleLimit, MyInvocation.ExpectingInput ? RoomTimeoutOfBatch : null);
        Progress.Expected = ExpectedCount;
        if (MaxTotalCost is not null || MaxFailures is not null || Client.Options.DailyLimit is not null)
        {
            _limits = new BatchLimits((decimal?)MaxTotalCost, MaxFailures, JournalPath is not null);
            Own(_limits);
            WhenDone(_limits.Report);
        }

        OpenJournal();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // With a journal, the outcome of a row may be known.
        if (JournalPath is null && _limits?.Refuses(InputObject ?? TaskDetails) == true)
        {
            return;
        }

        if (!HasTask() || !TryTakeFiles(out var files) || !TryOptions(EnvironmentId, PolicyId, Proxy, ReachOutMode, out var options))
        {
            return;
        }

        if (NoWait && Then is not null)
        {
            WriteRowError(ErrorRecords.From(StepsNeedWaiting(), InputObject));
            return;
        }

        var row = new Row { Request = Request with { GivenFiles = files?.Names }, Options = options, Files = files, Input = InputObject ?? TaskDetails, Number = RowNumber };
        if (!TryTake(row))
        {
            return;
        }

        _taken++;
        Start(
            TaskDetails,
            (pipeline, cancellationToken) => EmitAsync(
                pipeline,
                row,
                () => row.IsKnown ? Client.ResumeRowAsync(row.Journal!, new WebRunWait(), Retry, cancellationToken) : _throttle!.RunAsync(attempt => InvokeAsync(pipeline, row, attempt, cancellationToken), cancellationToken),
                cancellationToken),
            row.IsKnown);
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
    private protected override void WriteRowError(ErrorRecord error)
    {
        _limits?.AddFailure();
        base.WriteRowError(PassThruInput && InputObject is not null && error.TargetObject is not null ? error.With(error.FullyQualifiedErrorId, WithInput(error.TargetObject, InputObject)) : error);
    }

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

    private bool ShouldStart() => ShouldStart("Run browser task");

    private static WebRunException StepsNeedWaiting() => new(
        WebRunErrorId.InvalidParameter,
        "You cannot use Then with NoWait: a step begins when the one before has completed, which the command has to wait for. Use AsJob instead of NoWait to go on meanwhile.");

    private void OpenJournal()
    {
        try
        {
            if (JournalPath is not null)
            {
                _journal = new BatchJournal(this, Client, JournalPath, JournalKey is null ? null : new JournalKey(JournalKey), Retry, NewRun);
                Own(_journal);
                WhenDone(pipeline =>
                {
                    // Rows that did not start are not in it.
                    if (_limits?.HasLeftRows != true)
                    {
                        _journal.End(pipeline);
                    }
                });
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

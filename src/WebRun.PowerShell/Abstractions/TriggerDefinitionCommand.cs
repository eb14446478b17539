using System;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>A command that defines a trigger, with the parameters that creating and changing share.</summary>
public abstract class TriggerDefinitionCommand : ServiceCommand
{
    /// <summary>The parameter set of a trigger that runs once.</summary>
    protected const string AtSet = "At";

    /// <summary>The parameter set of a trigger that runs at an interval.</summary>
    protected const string EverySet = "Every";

    /// <summary>The parameter set of a trigger that runs by a cron expression.</summary>
    protected const string CronSet = "Cron";

    private readonly EnumParameter<WebRunDeliveryMode> _deliveryMode = new();

    /// <summary>The name.</summary>
    public abstract string? Name { get; set; }

    /// <summary>The environment that its sessions start from: an id, or an object with an EnvironmentId.</summary>
    public abstract string? EnvironmentId { get; set; }

    /// <summary>What its tasks do, in natural language.</summary>
    public abstract string? TaskDetails { get; set; }

    /// <summary>Runs it once, at this time. A time without an offset is in the time zone of -TimeZone, or of this machine.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = AtSet)]
    [TimeTransformation]
    public DateTime? At { get; set; }

    /// <summary>Runs it at an interval of whole minutes, from 1 minute to 366 days: 30m, 2h, 1d, 01:30:00, or a TimeSpan.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = EverySet)]
    [DurationTransformation]
    public TimeSpan? Every { get; set; }

    /// <summary>Runs it by a cron expression of five fields (minute, hour, day of the month, month, day of the week) in the time zone of -TimeZone: '0 9 * * 1-5' is 9:00 on working days.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = CronSet)]
    [ValidateNotNullOrEmpty]
    public string? Cron { get; set; }

    /// <summary>The time zone of the schedule, by its IANA name such as Europe/Berlin; by default UTC for -Cron, this machine's for -At.</summary>
    public abstract string? TimeZone { get; set; }

    /// <summary>The page to open first. Giving one saves time and tokens.</summary>
    public abstract Uri? StartingPoint { get; set; }

    /// <summary>The schema of the answers, as for Invoke-WebRunTask.</summary>
    [Parameter]
    [OutputSchemaTransformation]
    [ArgumentCompleter(typeof(OutputSchemaCompleter))]
    [ValidateNotNull]
    public WebRunOutputSchema? OutputSchema { get; set; }

    /// <summary>The webhook for the results, as for Invoke-WebRunTask.</summary>
    [Parameter]
    [WebhookTransformation]
    [ArgumentCompleter(typeof(WebhookCompleter))]
    [ValidateNotNull]
    public WebRunWebhook? Webhook { get; set; }

    /// <summary>Where the results are sent: the bot that is linked with the account, the webhook, or both; for a new trigger by default the webhook if there is one.</summary>
    [Parameter]
    public WebRunDeliveryMode? DeliveryMode
    {
        get => _deliveryMode.Value;
        set => _deliveryMode.Value = value;
    }

    /// <summary>The account's policy for its sessions; an empty text or $null for none any more.</summary>
    [Parameter]
    [TextTransformation]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? PolicyId { get; set; }

    /// <summary>The number of failures in a row after which it pauses: 1 or more, 5 by default.</summary>
    [Parameter]
    [NumberTransformation(IsWhole = true)]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxConsecutiveFailures { get; set; }

    /// <summary>The description.</summary>
    [Parameter]
    [TextTransformation]
    public string? Description { get; set; }

    /// <summary>The trigger that the parameters describe; values that are not given are null.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: the schedule is not valid.</exception>
    private protected WebRunTriggerRequest Request() => new()
    {
        Name = Name,
        Description = Description,
        EnvironmentId = EnvironmentId,
        Schedule = Schedule(),
        TimeZone = TimeZone,
        TaskDetails = TaskDetails,
        StartingPoint = StartingPoint,
        OutputSchema = OutputSchema,
        DeliveryMode = DeliveryMode,
        Webhook = Webhook,
        PolicyId = PolicyId,
        MaxConsecutiveFailures = MaxConsecutiveFailures,
    };

    private WebRunSchedule? Schedule() => ParameterSetName switch
    {
        AtSet when At is { } time => WebRunSchedule.At(Instant(time), DateTimeOffset.UtcNow),
        EverySet when Every is { } interval => WebRunSchedule.Every(interval),
        CronSet when Cron is { } expression => WebRunSchedule.Cron(expression),
        _ => null,
    };

    private DateTimeOffset Instant(DateTime time)
    {
        // Near the ends of the calendar, an offset would overflow.
        if (time.Year is 1 or 9999)
        {
            return new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc));
        }

        if (time.Kind != DateTimeKind.Unspecified)
        {
            return new DateTimeOffset(time);
        }

        var zone = TimeZone is null ? TimeZoneInfo.Local : TimeZones.Find(TimeZone);
        if (zone is null)
        {
            throw Invalid($"this PowerShell does not know the time zone {TimeZone}. Give At with an offset, such as 2030-01-31T09:00:00+01:00.");
        }

        return zone.IsInvalidTime(time)
            ? throw Invalid(FormattableString.Invariant($"{time:yyyy-MM-dd HH:mm} does not exist in {zone.Id}, because the clocks skip it."))
            : new DateTimeOffset(time, zone.GetUtcOffset(time));
    }

    private static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, "At cannot be used: " + why);
}

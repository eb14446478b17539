using System;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>A command that says what a trigger is to be: the parameters that creating and changing share.</summary>
public abstract class TriggerDefinitionCommand : ServiceCommand
{
    /// <summary>The parameter set of a trigger that runs once.</summary>
    protected const string AtSet = "At";

    /// <summary>The parameter set of a trigger that runs after each interval.</summary>
    protected const string EverySet = "Every";

    /// <summary>The parameter set of a trigger that runs by a cron expression.</summary>
    protected const string CronSet = "Cron";

    // A field of the client's own enum would make the import load the client before the module can say where it is.
    private int? _deliveryMode;

    /// <summary>What to call it.</summary>
    public abstract string? Name { get; set; }

    /// <summary>The environment that its sessions start from: an id, or anything with an EnvironmentId.</summary>
    public abstract string? EnvironmentId { get; set; }

    /// <summary>What its tasks are to do, in natural language.</summary>
    public abstract string? TaskDetails { get; set; }

    /// <summary>Runs it once, at this time. A time without an offset is meant on the clocks of -TimeZone, or of this machine.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = AtSet)]
    [TimeTransformation]
    public DateTime? At { get; set; }

    /// <summary>Runs it after each interval of whole minutes, from 1 minute to 366 days: 30m, 2h, 1d, 01:30:00, or a TimeSpan.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = EverySet)]
    [DurationTransformation]
    public TimeSpan? Every { get; set; }

    /// <summary>Runs it by a cron expression of five fields (minute, hour, day of the month, month, day of the week) on the clocks of -TimeZone: '0 9 * * 1-5' is 9:00 on working days.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = CronSet)]
    [ValidateNotNullOrEmpty]
    public string? Cron { get; set; }

    /// <summary>The time zone of the schedule, by its IANA name such as Europe/Berlin; by default UTC for -Cron, this machine's for -At.</summary>
    public abstract string? TimeZone { get; set; }

    /// <summary>The page to open first. Giving one saves time and tokens.</summary>
    public abstract Uri? StartingPoint { get; set; }

    /// <summary>The data that the answers have to be, as for Invoke-WebRunTask.</summary>
    [Parameter]
    [OutputSchemaTransformation]
    [ArgumentCompleter(typeof(OutputSchemaCompleter))]
    [ValidateNotNull]
    public WebRunOutputSchema? OutputSchema { get; set; }

    /// <summary>The address that is told of the results, as for Invoke-WebRunTask.</summary>
    [Parameter]
    [WebhookTransformation]
    [ArgumentCompleter(typeof(WebhookCompleter))]
    [ValidateNotNull]
    public WebRunWebhook? Webhook { get; set; }

    /// <summary>Who is told of the results: the bot that the account is linked with, the webhook, or both; for a new trigger by default the webhook where there is one.</summary>
    [Parameter]
    public WebRunDeliveryMode? DeliveryMode
    {
        get => (WebRunDeliveryMode?)_deliveryMode;
        set => _deliveryMode = (int?)value;
    }

    /// <summary>The account's policy for its sessions.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? PolicyId { get; set; }

    /// <summary>How many failures in a row pause it: 1 or more, by default 5.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxConsecutiveFailures { get; set; }

    /// <summary>What to say of it.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>The trigger as the parameters say; what is not given is null.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: the schedule cannot be one.</exception>
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
        // At the ends of the calendar an offset leads out of it.
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
            throw Invalid($"this PowerShell does not know how the clocks of {TimeZone} go. Give At with an offset, such as 2030-01-31T09:00:00+01:00.");
        }

        return zone.IsInvalidTime(time)
            ? throw Invalid(FormattableString.Invariant($"the clocks of {zone.Id} skip {time:yyyy-MM-dd HH:mm}."))
            : new DateTimeOffset(time, zone.GetUtcOffset(time));
    }

    private static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, "At cannot be used: " + why);
}

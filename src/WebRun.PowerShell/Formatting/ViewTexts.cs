using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>The texts that the format views show, each from the property of its name: the hidden member set View, which Types.ps1xml adds to our types.</summary>
/// <remarks>Code properties also work in ConstrainedLanguage, where the script of a view must not call our methods, and an object keeps them through remoting and files.</remarks>
public static class ViewTexts
{
    // No screen shows more of it, and it takes space in files and remoting beside the whole text.
    private const int MaxLineLength = 500;
    private const int BarLength = 12;

    /// <summary>The credit of a session's account.</summary>
    public static string Balance(PSObject item) => Display.Cost((decimal?)Of(item, nameof(Balance)));

    /// <summary>A bar as long as the cost of a group is large beside the others.</summary>
    public static string Bar(PSObject item) => new('█', (int)Math.Ceiling(BarLength * (double)Of(item, nameof(WebRunCostGroup.RelativeCost))!));

    /// <summary>What it costs.</summary>
    public static string Cost(PSObject item) => Display.Cost((decimal?)Of(item, nameof(Cost)));

    /// <summary>When it began.</summary>
    public static string CreatedAt(PSObject item) => Moment(item, nameof(CreatedAt));

    /// <summary>Its description.</summary>
    public static string Description(PSObject item) => Line(Of(item, nameof(Description)));

    /// <summary>Where it can be downloaded.</summary>
    public static string DownloadUrl(PSObject item) => Line(Of(item, nameof(DownloadUrl)));

    /// <summary>Why it failed.</summary>
    public static string Error(PSObject item) => Line(Of(item, nameof(Error)));

    /// <summary>What the time of sessions costs, which is an estimate.</summary>
    public static string EstimatedSessionCost(PSObject item) => Of(item, nameof(EstimatedSessionCost)) is decimal cost ? "~" + Display.Cost(cost) : "";

    /// <summary>How long sessions were open, which is an estimate.</summary>
    public static string EstimatedSessionTime(PSObject item) => Of(item, nameof(EstimatedSessionTime)) is TimeSpan time ? "~" + Display.Duration(time) : "";

    /// <summary>How long it stays open while idle.</summary>
    public static string ExpiresIn(PSObject item) => Display.Duration((TimeSpan?)Of(item, nameof(ExpiresIn)));

    /// <summary>A file's name.</summary>
    public static string FileName(PSObject item) => Line(Of(item, nameof(FileName)));

    /// <summary>What tasks have in common.</summary>
    public static string Group(PSObject item) => Line(Of(item, nameof(Group)));

    /// <summary>The user's name for a row.</summary>
    public static string Key(PSObject item) => Line(Of(item, nameof(Key)));

    /// <summary>The kind of an event.</summary>
    public static string Kind(PSObject item) => Line(Of(item, nameof(Kind)));

    /// <summary>When it was used last.</summary>
    public static string LastUsedAt(PSObject item) => Moment(item, nameof(LastUsedAt));

    /// <summary>Its name.</summary>
    public static string Name(PSObject item) => Line(Of(item, nameof(Name)));

    /// <summary>When it runs next.</summary>
    public static string NextRunAt(PSObject item) => Moment(item, nameof(NextRunAt));

    /// <summary>The process that opened a session.</summary>
    public static string Owner(PSObject item) => Display.Owner((int?)Of(item, "OwnerProcessId"), Of(item, nameof(Owner)));

    /// <summary>What a session is for.</summary>
    public static string Purpose(PSObject item) => Line(Display.Purpose(Of(item, nameof(TaskDetails)), Of(item, "StartingPoint")));

    /// <summary>The outcome of a task: its answer, its failure, its question, or what was asked.</summary>
    public static string Result(PSObject item) => Line(Of(item, "Message") ?? Of(item, nameof(Error)) ?? Of(item, "Guardrail") ?? Of(item, nameof(TaskDetails)));

    /// <summary>When it happens.</summary>
    public static string Schedule(PSObject item) => Line(Of(item, nameof(Schedule)));

    /// <summary>How large it is.</summary>
    public static string Size(PSObject item) => Display.Size((long?)Of(item, nameof(Size)));

    /// <summary>The page that a file came from.</summary>
    public static string Source(PSObject item) => Line(Of(item, nameof(Source)));

    /// <summary>The state of a session.</summary>
    public static string State(PSObject item) => Line(Of(item, nameof(State)));

    /// <summary>Its status.</summary>
    public static string Status(PSObject item) => Line(Of(item, nameof(Status)));

    /// <summary>The name of a style of <c>$PSStyle.Formatting</c> or <c>$PSStyle.Foreground</c> for its status; kept out of the text, so that files contain no terminal codes.</summary>
    public static string Style(PSObject item) => Display.Style(Of(item, nameof(Status)) ?? Of(item, nameof(State)) ?? Of(item, nameof(Kind)));

    /// <summary>What to do.</summary>
    public static string TaskDetails(PSObject item) => Line(Of(item, nameof(TaskDetails)));

    /// <summary>The text of an event.</summary>
    public static string Text(PSObject item) => Line(Of(item, nameof(Text)));

    /// <summary>When an event arrived, or how long the agent worked.</summary>
    public static string Time(PSObject item) => item.BaseObject switch
    {
        WebRunEvent liveEvent => Display.ClockTime(liveEvent.Time),
        WebRunTask task => Display.Duration(task.Usage?.CompletionTime),
        WebRunCost cost => Display.Duration(cost.CompletionTime),
        _ => "",
    };

    /// <summary>When it was uploaded.</summary>
    public static string UploadedAt(PSObject item) => Moment(item, nameof(UploadedAt));

    /// <summary>A webhook's address, without what may be secret in it.</summary>
    public static string Url(PSObject item) => Display.Address(Of(item, nameof(Url)));

    /// <summary>The address of a trigger's webhook, without what may be secret in it.</summary>
    public static string WebhookUrl(PSObject item) => Display.Address(Of(item, nameof(WebhookUrl)));

    private static object? Of(PSObject item, string property) => item.Properties[property]?.Value;

    private static string Moment(PSObject item, string property) => Display.LocalTime((DateTimeOffset?)Of(item, property));

    private static string Line(object? value)
    {
        var line = Display.OneLine(value?.ToString());
        return line.Length > MaxLineLength ? line.Substring(0, MaxLineLength - 1) + "…" : line;
    }
}

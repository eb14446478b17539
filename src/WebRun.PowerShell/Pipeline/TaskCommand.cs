using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>A command that gives the service something to do: the parameters that all of these share.</summary>
public abstract class TaskCommand : ServiceCommand
{
    /// <summary>What to do, in natural language.</summary>
    public abstract string? TaskDetails { get; set; }

    /// <summary>The page to open first. Giving one saves time and tokens.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("StartingUrl", "Url")]
    [PageTransformation]
    public Uri? StartingPoint { get; set; }

    /// <summary>After this time the service ends the task: 1 s to 5 min, by default 5 min. A bare number means seconds.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DurationTransformation]
    [ValidateDuration(1, 5 * 60)]
    public TimeSpan? MaxDuration { get; set; }

    /// <summary>Tokens that the agent may read: 0 to 100,000, the default.</summary>
    [Parameter]
    [ValidateRange(0, WebRunTaskRequest.MostTokens)]
    public int? MaxInputTokens { get; set; }

    /// <summary>Tokens that the agent may write: 0 to 100,000, the default.</summary>
    [Parameter]
    [ValidateRange(0, WebRunTaskRequest.MostTokens)]
    public int? MaxOutputTokens { get; set; }

    /// <summary>Domains that the agent must not visit.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? AvoidDomain { get; set; }

    /// <summary>The request as the parameters say.</summary>
    private protected virtual WebRunTaskRequest Request => new()
    {
        TaskDetails = TaskDetails ?? "",
        StartingPoint = StartingPoint,
        MaxDuration = MaxDuration,
        MaxInputTokens = MaxInputTokens,
        MaxOutputTokens = MaxOutputTokens,
        AvoidDomains = AvoidDomain ?? [],
    };

    /// <summary>Asks whether to spend money on the task (-WhatIf, -Confirm).</summary>
    private protected bool ShouldStart(string action) =>
        ShouldProcess(ErrorRecords.Shorten(TaskDetails ?? StartingPoint?.ToString() ?? "a new session"), action);
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary>A command that starts a task, with the parameters that all of them share.</summary>
public abstract class TaskCommand : ServiceCommand
{
    private static readonly string[] TaskNames = ["TaskDetails", "Task", "Prompt"];
    private HashSet<string> _typed = [];
    private TaskFiles? _files;

    /// <summary>What to do, in natural language.</summary>
    public abstract string? TaskDetails { get; set; }

    /// <summary>The page to open first. Giving one saves time and tokens.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("StartingUrl", "Url")]
    [PageTransformation]
    public Uri? StartingPoint { get; set; }

    /// <summary>After this time the service ends the task: 1 s to 5 min, by default 5 min. A number means seconds.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [DurationTransformation]
    [ValidateDuration(1, 5 * 60)]
    public TimeSpan? MaxDuration { get; set; }

    /// <summary>Tokens that the agent may read: 0 or more; 100,000 by default.</summary>
    [Parameter]
    [NumberTransformation(IsWhole = true)]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxInputTokens { get; set; }

    /// <summary>Tokens that the agent may write: 0 or more; 100,000 by default.</summary>
    [Parameter]
    [NumberTransformation(IsWhole = true)]
    [ValidateRange(0, int.MaxValue)]
    public int? MaxOutputTokens { get; set; }

    /// <summary>Domains that the agent must not visit: names of hosts, such as ads.example.</summary>
    [Parameter]
    [DomainTransformation]
    [ValidateNotNullOrEmpty]
    public string[]? AvoidDomain { get; set; }

    /// <summary>The schema of the answer. JSON: a table such as @{ title = 'string'; tags = 'string[]'; offers = @(@{ price = 'number' }) }, a type, or a JSON Schema as table or text. CSV: a list of columns.</summary>
    [Parameter]
    [OutputSchemaTransformation]
    [ArgumentCompleter(typeof(OutputSchemaCompleter))]
    [ValidateNotNull]
    public WebRunOutputSchema? OutputSchema { get; set; }

    /// <summary>What the agent may fill in, and on which sites: @{ '*.shop.example' = $credential; 'all' = @{ token = $secureString } }. No stream shows it.</summary>
    [Parameter]
    [SecretTransformation]
    [ArgumentCompleter(typeof(SecretCompleter))]
    [ValidateNotNull]
    public WebRunSecret[]? Secret { get; set; }

    /// <summary>Where the service reports the end of the task: an https address, or @{ Url = …; Name = …; Auth = …; SubmittedData = 'FullResponse', 'AIResponse' or 'JustPing' }, or as the service writes it: 'full_response', 'ai_response', 'just_ping'.</summary>
    [Parameter]
    [WebhookTransformation]
    [ArgumentCompleter(typeof(WebhookCompleter))]
    [ValidateNotNull]
    public WebRunWebhook? Webhook { get; set; }

    /// <summary>Files that the agent may use: ids of uploaded ones, what Send-WebRunFile and Get-WebRunFile emit, or paths on this machine, with wildcards, which are uploaded first. Text is a path if such a file exists, or if it contains a dot, a separator, a colon, a tilde or a wildcard; otherwise it is an id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSObject[]? File { get; set; }

    /// <summary>The object from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The request that the parameters describe.</summary>
    private protected virtual WebRunTaskRequest Request => new()
    {
        TaskDetails = TaskDetails ?? "",
        StartingPoint = StartingPoint,
        MaxDuration = MaxDuration,
        MaxInputTokens = MaxInputTokens,
        MaxOutputTokens = MaxOutputTokens,
        AvoidDomains = AvoidDomain ?? [],
        OutputSchema = OutputSchema,
        Secrets = Secret ?? [],
        Webhook = Webhook,
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _typed = new HashSet<string>(MyInvocation.BoundParameters.Keys, StringComparer.OrdinalIgnoreCase);
        if (AvoidDomain is not null && Client.Options.EffectiveGeneration == RequestGeneration.Two)
        {
            WriteWarning("The service may not keep to -AvoidDomain for this key: for keys of its second generation, policies do this.");
        }

        if (File is not null)
        {
            _files = new TaskFiles(Client, Progress);
            Own(_files);
            Array.ForEach(File, TakeFile);
        }
    }

    /// <summary>The request with the files of -File, which are uploaded if they are on this machine.</summary>
    private protected async Task<WebRunTaskRequest> WithFilesAsync(WebRunTaskRequest request, CancellationToken cancellationToken) =>
        _files is null ? request : request with { Files = await _files.IdsAsync(cancellationToken).ConfigureAwait(false) };

    /// <summary>True for a parameter on the command line, as opposed to one from the pipeline.</summary>
    private protected bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>True if the text is meant as a task. Any object can be converted to text, which would then be run and paid for, so a row without a task is an error.</summary>
    private protected bool HasTask()
    {
        if (IsTyped(nameof(TaskDetails)) || InputObject?.BaseObject is null or string || TaskNames.Any(name => Wrapped.Of(InputObject, name) is string))
        {
            return true;
        }

        WriteError(ErrorRecords.From(
            new WebRunException(WebRunErrorId.InvalidParameter, "TaskDetails is missing: give text, or an object whose property TaskDetails, Task or Prompt is text."),
            InputObject));
        return false;
    }

    /// <summary>The session's settings from the parameters. An empty cell of a table counts as none.</summary>
    private protected static WebRunSessionOptions Options(string? environmentId, string? policyId, WebRunProxy? proxy, WebRunReachOutMode? reachOutMode)
    {
        RecentlySeen.NotePolicy(policyId);
        return new WebRunSessionOptions
        {
            EnvironmentId = string.IsNullOrEmpty(environmentId) ? null : environmentId,
            PolicyId = string.IsNullOrEmpty(policyId) ? null : policyId,
            Proxy = proxy,
            ReachOutMode = reachOutMode,
        };
    }

    /// <summary>True to spend money on the task, after -WhatIf and -Confirm.</summary>
    private protected bool ShouldStart(string action) =>
        ShouldProcess(Display.Shorten(TaskDetails ?? StartingPoint?.ToString() ?? "a new session"), action);

    private void TakeFile(PSObject given)
    {
        try
        {
            _files!.Add(this, given);
        }
        catch (WebRunException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, given));
        }
    }
}

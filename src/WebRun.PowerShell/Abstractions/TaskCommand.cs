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
public abstract class TaskCommand : PipedTaskCommand
{
    private bool _hasWarned;
    private bool _isRefused;
    private TaskFiles? _files;
    private TaskPrice? _price;

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
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NumberTransformation(IsWhole = true, IsCell = true)]
    [ValidateNumber(0, int.MaxValue)]
    public int? MaxInputTokens { get; set; }

    /// <summary>Tokens that the agent may write: 0 or more; 100,000 by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [NumberTransformation(IsWhole = true, IsCell = true)]
    [ValidateNumber(0, int.MaxValue)]
    public int? MaxOutputTokens { get; set; }

    /// <summary>Domains that the agent must not visit: names of hosts, such as ads.example.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("AvoidDomains")]
    [DomainTransformation(IsCell = true)]
    public string[]? AvoidDomain { get; set; }

    /// <summary>The schema of the answer. JSON: a table such as @{ title = 'string'; tags = 'string[]'; offers = @(@{ price = 'number' }) }, a class, of which the output is then an instance, or a JSON Schema as table or text. CSV: a list of columns.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [OutputSchemaTransformation(IsCell = true)]
    [ArgumentCompleter(typeof(OutputSchemaCompleter))]
    public WebRunOutputSchema? OutputSchema { get; set; }

    /// <summary>What the agent may fill in, and on which sites: @{ '*.shop.example' = $credential; 'all' = @{ token = $secureString } }. No stream shows it.</summary>
    [Parameter]
    [SecretTransformation]
    [ArgumentCompleter(typeof(SecretCompleter))]
    [ValidateNotNull]
    public WebRunSecret[]? Secret { get; set; }

    /// <summary>Where the service reports the end of the task: an https address, or @{ Url = …; Name = …; Auth = …; SubmittedData = 'FullResponse', 'AIResponse' or 'JustPing' }, or as the service writes it: 'full_response', 'ai_response', 'just_ping'.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [WebhookTransformation(IsCell = true)]
    [ArgumentCompleter(typeof(WebhookCompleter))]
    public WebRunWebhook? Webhook { get; set; }

    /// <summary>Files that the agent may use: ids of uploaded ones, what Send-WebRunFile and Get-WebRunFile emit, or paths on this machine, with wildcards, which are uploaded first. Text is a path if such a file exists, or if it contains a dot, a separator, a colon, a tilde or a wildcard; otherwise it is an id.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [CellTransformation]
    public PSObject[]? File { get; set; }

    /// <summary>A text to sum costs by, with Measure-WebRunCost -By Tag: it is on the task, in the journal and in this machine's log of costs. It is not sent.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TagCompleter))]
    [TextTransformation(IsCell = true)]
    public string? Tag { get; set; }

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
        Tag = Tag,
    };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isRefused = !HasAllThatIsTyped();
        WarnAboutDomains();
        if (File is not null)
        {
            _files = new TaskFiles(Client, Progress);
            Own(_files);
            Array.ForEach(File, TakeFile);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_price is not null)
        {
            // -WhatIf shows it, once for all tasks, and answers that nothing is to be done.
            _ = ShouldProcess(_price.Text(Client), verboseWarning: null, caption: null);
        }
    }

    /// <summary>The request with its files, which are uploaded if they are on this machine.</summary>
    private protected static async Task<WebRunTaskRequest> WithFilesAsync(WebRunTaskRequest request, TaskFiles? files, CancellationToken cancellationToken) =>
        files is null ? request : request with { Files = await files.IdsAsync(cancellationToken).ConfigureAwait(false), GivenFiles = files.Names };

    /// <summary>The files of this task: those that were typed, for all tasks, or those of its row. False if one of its row cannot be used.</summary>
    private protected bool TryTakeFiles(out TaskFiles? files)
    {
        WarnAboutDomains();
        files = _files;
        if (_isRefused)
        {
            return false;
        }

        if ((File ?? PipedFile) is not { } given || files is not null)
        {
            return true;
        }

        var ofRow = files = new TaskFiles(Client, Progress);
        try
        {
            Array.ForEach(given, file => ofRow.Add(this, file));
        }
        catch (WebRunException e)
        {
            WriteRowError(ErrorRecords.From(e, InputObject));
            return false;
        }
        finally
        {
            // Opened again for the upload: a batch may have more rows than a process may have open files.
            ofRow.Dispose();
        }

        return true;
    }

    /// <summary>The session's settings from the parameters. An empty cell of a table counts as none. False, after an error, if one cannot be used.</summary>
    private protected bool TryOptions(string? environmentId, string? policyId, WebRunProxy? proxy, WebRunReachOutMode? reachOutMode, out WebRunSessionOptions options)
    {
        options = new WebRunSessionOptions { Proxy = proxy, ReachOutMode = reachOutMode };
        try
        {
            RecentlySeen.NotePolicy(policyId);
            options = options with
            {
                EnvironmentId = string.IsNullOrEmpty(environmentId) ? null : environmentId,
                PolicyId = string.IsNullOrEmpty(policyId) ? null : policyId,
            };
            return true;
        }
        catch (WebRunException e)
        {
            WriteRowError(ErrorRecords.From(e, InputObject ?? (object?)TaskDetails));
            return false;
        }
    }

    /// <summary>True to spend money on the task, after -WhatIf and -Confirm.</summary>
    /// <param name="action">What the command does.</param>
    /// <param name="sessionId">The session that the task is sent to; null for a new one.</param>
    private protected bool ShouldStart(string action, string? sessionId = null)
    {
        if (TaskDetails is not null && TaskPrice.IsAsked(this))
        {
            (_price ??= NewPrice()).Add(Request, sessionId);
        }

        return ShouldProcess(Display.Shorten(TaskDetails ?? StartingPoint?.ToString() ?? "a new session"), action);
    }

    /// <summary>What the tasks may cost by the limits of the command.</summary>
    private protected virtual TaskPrice NewPrice() => new(maxTotalCost: null, repairAttempts: 0);

    /// <summary>Warns once that the service may visit domains that it was told to avoid.</summary>
    private void WarnAboutDomains()
    {
        if (!_hasWarned && AvoidDomain is not null && Client.Options.EffectiveGeneration == RequestGeneration.Two)
        {
            _hasWarned = true;
            WriteWarning("The service may not keep to -AvoidDomain for this key: for keys of its second generation, policies do this.");
        }
    }

    private void TakeFile(PSObject given)
    {
        try
        {
            _files!.Add(this, given);
        }
        catch (WebRunException e)
        {
            // Starts nothing, after an error that -ErrorAction decides about.
            _isRefused = true;
            WriteError(ErrorRecords.From(e, given));
        }
    }
}

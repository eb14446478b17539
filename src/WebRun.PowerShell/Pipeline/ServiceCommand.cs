using System;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary>A command that talks to the service of this runspace's context.</summary>
public abstract class ServiceCommand : AsyncCommand
{
    /// <summary>The client for this command's requests.</summary>
    private protected WebRunClient Client { get; private set; } = null!;

    /// <summary>True where the service wants a key for what the command does.</summary>
    private protected virtual bool NeedsKey => true;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var options = CurrentOptions();
        if (NeedsKey && options.ApiKey is null)
        {
            ThrowTerminatingError(ErrorRecords.ApiKeyMissing());
        }

        Client = new WebRunClient(options, Log);
    }

    /// <summary>Waits for a task, with what each look shows in the progress bar.</summary>
    private protected async Task<WebRunTask> WithProgressAsync(TimeSpan pollInterval, TimeSpan? timeout, Func<WebRunWait, Task<WebRunTask>> wait)
    {
        var work = new object();
        try
        {
            return await wait(new WebRunWait { PollInterval = pollInterval, Timeout = timeout, OnLook = t => Progress.Update(work, t) }).ConfigureAwait(false);
        }
        finally
        {
            Progress.Remove(work);
        }
    }

    private WebRunClientOptions CurrentOptions()
    {
        try
        {
            return Contexts.Current.Options;
        }
        catch (WebRunException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, null));
            throw;
        }
    }
}

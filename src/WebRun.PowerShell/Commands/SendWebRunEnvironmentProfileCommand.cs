using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Send-WebRunEnvironmentProfile</c>: uploads a Chrome profile to an environment, and replaces the one that it has.</summary>
[Cmdlet(VerbsCommunications.Send, "WebRunEnvironmentProfile", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunEnvironment))]
public sealed class SendWebRunEnvironmentProfileCommand : ServiceCommand
{
    /// <summary>The environment: an id, or an object with an EnvironmentId.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string EnvironmentId { get; set; } = "";

    /// <summary>The profile's archive, a .tar.gz of up to 500 MB; taken literally.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Emits the changed environment.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var path = LocalPaths.Literal(this, Path, nameof(Path));
            if (ShouldProcess(EnvironmentId, $"Replace the profile with {path}"))
            {
                var environmentId = EnvironmentId;
                using var archive = WebRunUpload.Open(path);
                Run(environmentId, (pipeline, cancellationToken) => SendAsync(pipeline, environmentId, archive, cancellationToken));
            }
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, Path));
        }
    }

    private async Task SendAsync(PipelineWriter pipeline, string environmentId, WebRunUpload archive, CancellationToken cancellationToken)
    {
        try
        {
            var environment = await Client.UploadProfileAsync(environmentId, archive, sent => Progress.Update(archive, archive.Name, sent, archive.Length), cancellationToken).ConfigureAwait(false);
            if (PassThru)
            {
                pipeline.Write(environment);
            }
        }
        catch (WebRunException e) when (e.Id is WebRunErrorId.FileTooLarge or WebRunErrorId.FileUnavailable or WebRunErrorId.InvalidParameter)
        {
            pipeline.Error(ErrorRecords.From(e, archive.Path));
        }
        finally
        {
            Progress.Remove(archive);
        }
    }
}

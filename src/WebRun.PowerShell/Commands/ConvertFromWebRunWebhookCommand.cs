using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>ConvertFrom-WebRunWebhook</c>: makes a task of what the endpoint of a webhook received. Needs no key, and sends nothing.</summary>
[Cmdlet(VerbsData.ConvertFrom, "WebRunWebhook")]
[OutputType(typeof(WebRunTask))]
public sealed class ConvertFromWebRunWebhookCommand : PSCmdlet
{
    /// <summary>What was received: its text, or the object that the host has made of it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public PSObject InputObject { get; set; } = new();

    /// <summary>The schema that the task was sent with, as for Invoke-WebRunTask; Output then has the objects.</summary>
    [Parameter]
    [OutputSchemaTransformation]
    [ArgumentCompleter(typeof(OutputSchemaCompleter))]
    [ValidateNotNull]
    public WebRunOutputSchema? OutputSchema { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            WriteObject(WebRunClient.ReadWebhook(Payload(), OutputSchema).WithObjects());
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, InputObject));
        }
    }

    private string Payload() => InputObject.BaseObject is string text
        ? text
        : JsonText.Of(InputObject);
}

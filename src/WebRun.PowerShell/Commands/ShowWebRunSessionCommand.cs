using System;
using System.ComponentModel;
using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Show-WebRunSession</c>: opens a session's live picture in the browser.</summary>
[Cmdlet(VerbsCommon.Show, "WebRunSession")]
[OutputType(typeof(Uri))]
public sealed class ShowWebRunSessionCommand : PSCmdlet
{
    /// <summary>The session, as New-WebRunSession emitted it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>Emits the picture's address.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Picture() is not { } address)
        {
            return;
        }

        if (PassThru)
        {
            WriteObject(address);
        }

        try
        {
            LivePicture.Open(address);
        }
        catch (Exception e) when (e is Win32Exception or PlatformNotSupportedException)
        {
            WriteError(ErrorRecords.BrowserNotFound(address, e));
        }
    }

    private Uri? Picture()
    {
        var text = Wrapped.Of(Wrapped.Of(InputObject, "Streaming"), "WebViewUrl") as string;
        if (text is null)
        {
            WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, "The InputObject has no live picture: give a session that New-WebRunSession emitted."), InputObject));
            return null;
        }

        if (LivePicture.Address(text) is { } address)
        {
            return address;
        }

        WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.UnsafeAddress, "The session's live picture was not opened, because its address does not use https."), InputObject));
        return null;
    }
}

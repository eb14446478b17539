using System;
using System.ComponentModel;
using System.Diagnostics;
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
            Open(address.AbsoluteUri);
        }
        catch (Exception e) when (e is Win32Exception or PlatformNotSupportedException)
        {
            WriteError(ErrorRecords.BrowserNotFound(address, e));
        }
    }

    private static void Open(string address)
    {
#if !NETSTANDARD2_0
        if (OperatingSystem.IsLinux())
        {
            // On Linux xdg-open always starts; only its exit code shows that there is no browser.
            using var opener = Process.Start(new ProcessStartInfo("xdg-open", address) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            if (opener.WaitForExit(2000) && opener.ExitCode != 0)
            {
                throw new Win32Exception($"xdg-open exited with code {opener.ExitCode}.");
            }

            return;
        }
#endif
        using var browser = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
    }

    private Uri? Picture()
    {
        var text = Wrapped.Of(Wrapped.Of(InputObject, "Streaming"), "WebViewUrl") as string;
        if (text is null)
        {
            WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, "The InputObject has no live picture: give a session that New-WebRunSession emitted."), InputObject));
            return null;
        }

        // The service sends the address and the system opens it, so only a web page is allowed.
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            return address;
        }

        WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.UnsafeAddress, "The session's live picture was not opened, because its address does not use https."), InputObject));
        return null;
    }
}

using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Send-WebRunInput</c>: clicks and types in a session's browser. Takes control before the first input, and gives it back when the pipeline ends.</summary>
[Cmdlet(VerbsCommunications.Send, "WebRunInput", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class SendWebRunInputCommand : ServiceCommand
{
    private readonly ConcurrentDictionary<string, bool> _controlled = new(StringComparer.Ordinal);

    /// <summary>The session, from the pipeline as an id, a WebRunSession or a WebRunTask.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string SessionId { get; set; } = "";

    /// <summary>Clicks at a point x,y of the live picture: 0,0 to its size, usually 1024,600.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(Click))]
    [NumberTransformation]
    [ValidateCount(2, 2)]
    public double[]? Click { get; set; }

    /// <summary>Clicks twice at a point x,y of the live picture: 0,0 to its size, usually 1024,600.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(DoubleClick))]
    [NumberTransformation]
    [ValidateCount(2, 2)]
    public double[]? DoubleClick { get; set; }

    /// <summary>Measures the point in the whole browser, including the bars above the picture: usually 0,155 to 1024,755.</summary>
    [Parameter(ParameterSetName = nameof(Click))]
    [Parameter(ParameterSetName = nameof(DoubleClick))]
    public SwitchParameter BrowserSpace { get; set; }

    /// <summary>Types text, given as text or as a SecureString. No stream shows it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(Text))]
    [SecureTextTransformation]
    [ValidateNotNull]
    public SecureString? Text { get; set; }

    /// <summary>Types key by key, as fast as a person would.</summary>
    [Parameter(ParameterSetName = nameof(Text))]
    public SwitchParameter HumanLike { get; set; }

    /// <summary>Presses a key: one character, or a name such as Enter, Tab, ArrowDown or PageUp; with Control, Alt, Shift or Meta, such as Control+a.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(Key))]
    [KeyTransformation]
    [ArgumentCompleter(typeof(KeyCompleter))]
    public string Key { get; set; } = "";

    /// <summary>Takes control and keeps it, without input.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(TakeControl))]
    public SwitchParameter TakeControl { get; set; }

    /// <summary>Gives control back to the agent, without input.</summary>
    [Parameter(Mandatory = true, ParameterSetName = nameof(ReleaseControl))]
    public SwitchParameter ReleaseControl { get; set; }

    /// <summary>Keeps control for more input when the pipeline ends; -ReleaseControl gives it back.</summary>
    [Parameter(ParameterSetName = nameof(Click))]
    [Parameter(ParameterSetName = nameof(DoubleClick))]
    [Parameter(ParameterSetName = nameof(Text))]
    [Parameter(ParameterSetName = nameof(Key))]
    public SwitchParameter Hold { get; set; }

    /// <summary>The object from the pipeline, for the size of the session's picture.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    private string Action => ParameterSetName switch
    {
        nameof(Click) => $"Click at {PicturePoint.Show(Click!)}",
        nameof(DoubleClick) => $"Double-click at {PicturePoint.Show(DoubleClick!)}",
        nameof(Text) => "Type a text",

        // A single character can be part of a password.
        nameof(Key) => Key.Length > 1 ? $"Press {Key}" : "Press a key",
        nameof(TakeControl) => "Take control of the browser",
        _ => "Release control of the browser",
    };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            if (Text?.Length == 0)
            {
                throw new WebRunException(WebRunErrorId.InvalidParameter, "The Text is empty: give the text to type.");
            }

            // Each session has a picture of its own, of which a session that another connection has opened tells itself.
            var picture = PicturePoint.Size(Wrapped.Of(InputObject, "Streaming")) ?? Client.PictureOf(SessionId);
            var point = (Click ?? DoubleClick) is { } given ? PicturePoint.InBrowser(given, BrowserSpace, ParameterSetName, picture) : default;
            if (IsUsed(InputObject) && ShouldProcess(SessionId, Action))
            {
                var sessionId = SessionId;
                Run(sessionId, (_, cancellationToken) => SendAsync(sessionId, point, cancellationToken));
            }
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, Click ?? DoubleClick ?? (object)SessionId));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var sessionId in _controlled.Keys)
        {
            Start(sessionId, async (pipeline, cancellationToken) =>
            {
                try
                {
                    await Client.ReleaseControlAsync(sessionId, cancellationToken).ConfigureAwait(false);
                }
                catch (WebRunException e) when (e.Id == WebRunErrorId.SessionNotFound)
                {
                    pipeline.Verbose($"Session {sessionId} has ended, so you no longer control it.");
                }

                _controlled.TryRemove(sessionId, out _);
            });
        }

        Drain();
    }

    /// <summary>Releases, in the background, what a stopped or failed pipeline still controls.</summary>
    /// <param name="disposing">True.</param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var sessionId in _controlled.Keys)
        {
            if (_controlled.TryRemove(sessionId, out _))
            {
                Client.ReleaseControlInBackground(sessionId);
            }
        }
    }

    private async Task SendAsync(string sessionId, (double X, double Y) point, CancellationToken cancellationToken)
    {
        switch (ParameterSetName)
        {
            case nameof(TakeControl):
                await Client.TakeControlAsync(sessionId, cancellationToken).ConfigureAwait(false);
                return;
            case nameof(ReleaseControl):
                await Client.ReleaseControlAsync(sessionId, cancellationToken).ConfigureAwait(false);
                return;
        }

        await ControlAsync(sessionId, cancellationToken).ConfigureAwait(false);
        await (ParameterSetName switch
        {
            nameof(Text) => Client.TypeAsync(sessionId, Sent(sessionId, Text!), HumanLike, cancellationToken),
            nameof(Key) => Client.PressKeyAsync(sessionId, Key, cancellationToken),
            _ => Client.ClickAsync(sessionId, point.X, point.Y, DoubleClick is not null, cancellationToken),
        }).ConfigureAwait(false);
    }

    /// <summary>Takes control of a session that this pipeline does not control yet.</summary>
    private async Task ControlAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (Hold)
        {
            await Client.TakeControlAsync(sessionId, cancellationToken).ConfigureAwait(false);
        }
        else if (_controlled.TryAdd(sessionId, true))
        {
            // Recorded before the request is sent, because a request that is cut off may have arrived.
            try
            {
                await Client.TakeControlAsync(sessionId, cancellationToken).ConfigureAwait(false);
            }
            catch (WebRunException e) when (e.Id is not (WebRunErrorId.ConnectionFailed or WebRunErrorId.InvalidResponse or WebRunErrorId.ServiceUnavailable))
            {
                _controlled.TryRemove(sessionId, out _);
                throw;
            }
        }
    }
}

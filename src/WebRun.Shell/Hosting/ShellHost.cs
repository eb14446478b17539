using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace WebRun.Shell.Hosting;

/// <summary>What the PowerShell engine knows of the program that it runs in.</summary>
internal sealed class ShellHost(Screen screen) : PSHost
{
    private readonly ShellUserInterface _userInterface = new(screen);

    /// <inheritdoc/>
    public override string Name => "WebRun.Shell";

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version(0, 0);

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _userInterface;

    /// <summary>Whether what the engine formats now is the text of an error.</summary>
    public bool WritesErrors { get => _userInterface.WritesErrors; set => _userInterface.WritesErrors = value; }

    /// <summary>The code of the <c>exit</c> that a script or a person asked for, when one did.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Takes away what a command that was stopped may have left on the screen.</summary>
    public void EndProgress() => screen.HideProgress();

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() =>
        throw new NotSupportedException("This shell has one prompt only: a command cannot be suspended into another.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() =>
        throw new NotSupportedException("This shell has one prompt only: there is no nested one to leave.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication() => EndProgress();

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
        // Nothing was changed for the program, so there is nothing to put back.
    }
}

using System;
using System.Runtime.InteropServices;
using WebRun.Shell.Hosting;

namespace WebRun.Shell.Running;

/// <summary>
/// Lets what runs end in order when the person or the system wants it to end,
/// so that commands can close the sessions they opened.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly ShellEngine engine;
    private readonly ShellHost host;
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Starts to listen.</summary>
    public Interrupts(ShellEngine engine, ShellHost host)
    {
        this.engine = engine;
        this.host = host;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Terminate),
        ];
    }

    /// <summary>Stops to listen.</summary>
    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        engine.Stop();
    }

    private void Terminate(PosixSignalContext context)
    {
        if (engine.IsRunning)
        {
            context.Cancel = true;
            host.SetShouldExit(ExitCodes.Terminated);
            engine.Stop();
        }
        else
        {
            // At the prompt nothing can wake the reading of a key: close here and let the signal do its work.
            engine.Dispose();
        }
    }
}

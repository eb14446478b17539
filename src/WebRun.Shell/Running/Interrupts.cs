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
    private readonly ShellEngine _engine;
    private readonly ShellHost _host;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Starts to listen.</summary>
    public Interrupts(ShellEngine engine, ShellHost host)
    {
        _engine = engine;
        _host = host;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Terminate),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Terminate),
        ];
    }

    /// <summary>Stops to listen.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        _engine.Stop();
    }

    private void Terminate(PosixSignalContext context)
    {
        if (_engine.IsRunning)
        {
            context.Cancel = true;
            _host.SetShouldExit(ExitCodes.Terminated);
            _engine.Stop();
        }
        else
        {
            // At the prompt nothing can wake the reading of a key: close here and let the signal do its work.
            _engine.Dispose();
        }
    }
}

using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.PowerShell;
using WebRun.Shell.Hosting;

namespace WebRun.Shell.Running;

/// <summary>The PowerShell engine: one runspace, in which one pipeline runs at a time and can be stopped.</summary>
internal sealed class ShellEngine : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private PowerShell? _running;

    /// <summary>Opens a runspace with the engine's core cmdlets.</summary>
    /// <param name="host">What the engine shows its output on.</param>
    public ShellEngine(ShellHost host)
    {
        _host = host;
        var state = InitialSessionState.CreateDefault2();
        // The engine's own needs Select-Object, which is not there.
        state.Commands.Add(new SessionStateFunctionEntry("Clear-Host", "[System.Console]::Clear()"));
        if (OperatingSystem.IsWindows())
        {
            // Only there does a policy exist, and its default would keep the module's format file out.
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        }

        _runspace = RunspaceFactory.CreateRunspace(host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
    }

    /// <summary>Whether a pipeline runs now.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _running is not null;
            }
        }
    }

    /// <summary>Runs a command and shows its output and its errors.</summary>
    public Task<RunOutcome> RunAsync(PSCommand command)
    {
        command.AddCommand(new Command("Out-Default")
        {
            MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output,
        });
        return CollectAsync(command, []);
    }

    /// <summary>Runs a command, hands its output over, and shows only its errors.</summary>
    public async Task<RunOutcome> CollectAsync(PSCommand command, PSDataCollection<PSObject> output)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.Commands = command;
        try
        {
            SetRunning(shell);
            // Only of what is added to the history does the engine keep `$?`.
            var settings = new PSInvocationSettings { AddToHistory = true };
            await shell.InvokeAsync<PSObject, PSObject>(null, output, settings, null, null);
        }
        catch (PipelineStoppedException)
        {
            return RunOutcome.Stopped;
        }
        catch (ParseException exception) when (exception.ErrorRecord.InvocationInfo is null)
        {
            // The engine's view of errors needs a command to name, and of this text nothing became a command.
            _host.UI.WriteErrorLine($"ParserError: {exception.Message}");
            return RunOutcome.Failed;
        }
        catch (RuntimeException exception)
        {
            await ShowErrorAsync(exception.ErrorRecord);
            return RunOutcome.Failed;
        }
        finally
        {
            SetRunning(null);
            _host.EndProgress();
        }

        foreach (var error in shell.Streams.Error)
        {
            await ShowErrorAsync(error);
        }

        return _runspace.SessionStateProxy.GetVariable("?") is true ? RunOutcome.Succeeded : RunOutcome.Failed;
    }

    /// <summary>Shows objects as a pipeline that emits them would.</summary>
    public async Task ShowAsync(PSDataCollection<PSObject> output)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand("Out-Default");
        output.Complete();
        await shell.InvokeAsync(output);
    }

    /// <summary>Asks the pipeline that runs, if one does, to stop. Does not wait for it.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _running?.BeginStop(null, null);
        }
    }

    /// <summary>Finds what could stand at a place in a text.</summary>
    public CommandCompletion Complete(string text, int cursor)
    {
        using var shell = PowerShell.Create(_runspace);
        return CommandCompletion.CompleteInput(text, cursor, options: null, shell);
    }

    /// <summary>Closes the runspace, upon which modules end what they opened.</summary>
    public void Dispose() => _runspace.Dispose();

    private async Task ShowErrorAsync(ErrorRecord error)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddCommand("Out-Default").AddParameter("InputObject", error);
        _host.WritesErrors = true;
        try
        {
            await shell.InvokeAsync();
        }
        finally
        {
            _host.WritesErrors = false;
        }
    }

    private void SetRunning(PowerShell? shell)
    {
        lock (_gate)
        {
            _running = shell;
        }
    }
}

using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary>A command that talks to the service of this runspace's context.</summary>
public abstract class ServiceCommand : AsyncCommand
{
    /// <summary>The client for this command's requests.</summary>
    private protected WebRunClient Client { get; private set; } = null!;

    /// <summary>What stands on the command line, and what the pipeline brings.</summary>
    private protected PipedInput Piped { get; private set; } = null!;

    /// <summary>True if the service requires a key for this command.</summary>
    private protected virtual bool NeedsKey => true;

    /// <summary>True to run as a job.</summary>
    private protected virtual bool IsJob => false;

    /// <inheritdoc/>
    private protected override string? JobLocation => IsJob ? CurrentContext().BaseUri.Host : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Piped = new PipedInput(this);
        RemoteRunspaces.Watch(Host);
        var context = CurrentContext();
        if (NeedsKey && context.ApiKey is null)
        {
            ThrowTerminatingError(ErrorRecords.From(Contexts.ApiKeyMissing(), null));
        }

        Client = context.Client.WithLog(Log);
        Limited = () => Client.RateWait is { } wait ? (wait.Requests, wait.Remaining) : null;
    }

    /// <summary>True for a parameter on the command line, as opposed to one from the pipeline.</summary>
    private protected bool IsTyped(string parameter) => Piped.IsTyped(parameter);

    /// <summary>False, after an error, for an object from the pipeline that nothing would use: the command would do the same again without it.</summary>
    private protected bool IsUsed(PSObject? input)
    {
        if (!MyInvocation.ExpectingInput || Piped.IsUsed)
        {
            return true;
        }

        WriteError(ErrorRecords.InputNotBound("The input would not be used: the command line already says what the command is for. Leave that out, or do not pipe.", input));
        return false;
    }

    /// <summary>False, after an error, if something was typed and is empty, such as a variable with a typing error: the command would run without its limit. In a loop it may be the cell of a row, whose error is its own.</summary>
    private protected bool HasAllThatIsTyped()
    {
        if (MyInvocation.BoundParameters.FirstOrDefault(given => Wrapped.IsEmpty(given.Value) && GetType().GetProperty(given.Key) is not null && IsTyped(given.Key)).Key is not { } empty)
        {
            return true;
        }

        WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, $"The {empty} is empty. Give a value, or leave the parameter out."), null));
        return false;
    }

    /// <summary>How to wait, from the parameters that the waiting commands share.</summary>
    private protected WebRunWait HowToWait(PipelineWriter pipeline, TimeSpan? timeout, TimeSpan pollInterval, double? maxCost, ScriptBlock? onGuardrail, ScriptBlock? assert, int repairAttempts = 0) => new()
    {
        Timeout = timeout,
        PollInterval = pollInterval,
        MaxCost = (decimal?)maxCost,
        OnQuestion = onGuardrail is null ? null : async (task, cancellationToken) =>
            await pipeline.DoAsync(() => Reply(onGuardrail, task, cancellationToken), cancellationToken).ConfigureAwait(false) is { } reply ? new WebRunReply(Sent(task.SessionId!, reply.Words), reply.IsRefusal) : null,
        RepairAttempts = repairAttempts,
        OnAnswer = assert is null && repairAttempts == 0 ? null : (task, cancellationToken) => pipeline.JudgedAsync(task, assert, cancellationToken),
    };

    /// <summary>What the user, or the user's script, says to a task's question; null for nothing.</summary>
    private (SecureString Words, bool IsRefusal)? Reply(ScriptBlock onGuardrail, WebRunTask task, CancellationToken cancellationToken)
    {
        if (onGuardrail != GuardrailTransformationAttribute.Ask)
        {
            return UserScript.Answer(onGuardrail, task) is { } answer ? (answer, false) : null;
        }

        var reply = new GuardrailPrompt(Host, LivePicture.Address(Client.PageOf(task.SessionId!))).Ask(task, cancellationToken);
        if (cancellationToken.IsCancellationRequested && !Stopping)
        {
            WriteWarning("The task no longer waits for an answer, so nothing was sent.");
        }

        return reply;
    }

    /// <summary>The words that go into a session. What was given as a SecureString is masked in all that is heard of the session from now on.</summary>
    private protected string Sent(string sessionId, SecureString words)
    {
        if (SecureTextTransformationAttribute.IsSecret(words))
        {
            Client.KeepSecret(sessionId, words);
        }

        return new NetworkCredential("", words).Password;
    }

    /// <summary>Waits for a task, and shows each poll and event in the progress bar. Warns about a task that ended before it could be stopped at its maximum cost.</summary>
    private protected static async Task<WebRunTask> WithProgressAsync(PipelineWriter pipeline, WebRunTask known, WebRunWait wait, Func<WebRunWait, Task<WebRunTask>> work)
    {
        var (id, progress) = (new object(), pipeline.Progress);
        progress.Update(id, known);
        try
        {
            var task = await work(wait with
            {
                OnPoll = task => progress.Update(id, task),
                OnEvent = liveEvent =>
                {
                    progress.Update(id, liveEvent);
                    wait.OnEvent?.Invoke(liveEvent);
                },
            }).ConfigureAwait(false);
            if (task.IsEnded() && !task.FromJournal && task.Cost > wait.MaxCost)
            {
                pipeline.Warning($"The task '{Display.Shorten(task.TaskDetails ?? task.TaskId)}' has cost {Display.Cost(task.Cost)}, {Display.Cost(task.Cost - wait.MaxCost)} more than -MaxCost allows: it ended before it could be stopped.");
            }

            return task;
        }
        finally
        {
            progress.Remove(id);
        }
    }

    /// <summary>Waits for a task in a session that the command does not own. Emits the task however the wait ends, unless only its ids are known and the service does not know them, so that it can be piped to Stop-WebRunSession.</summary>
    /// <param name="pipeline">Receives the task.</param>
    /// <param name="task">What is known about it.</param>
    /// <param name="wait">How to wait.</param>
    /// <param name="work">The wait; it may send the task first.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    private protected async Task WaitAsync(PipelineWriter pipeline, WebRunTask task, WebRunWait wait, Func<WebRunWait, Task<WebRunTask>> work, CancellationToken cancellationToken)
    {
        try
        {
            task = await WithProgressAsync(pipeline, task, wait, work).ConfigureAwait(false);
            pipeline.Warn(task);
            if (task.HasNoResult())
            {
                pipeline.Error(ErrorRecords.TaskFailed(task));
            }
        }
        catch (WebRunException e) when (e.Id != WebRunErrorId.InvalidParameter && (e.Task is not null || task.TaskId is not null))
        {
            pipeline.Error(ErrorRecords.From(e, task));
            if (e is { Id: WebRunErrorId.TaskNotFound or WebRunErrorId.SessionNotFound, Task: null } && task.SubmittedAt is null)
            {
                // Ids that the service does not know are not a task: its state would be made up.
                return;
            }

            task = e.Task ?? task;
        }
        catch (OperationCanceledException e) when (IsJob && e.InnerException is not WebRunException)
        {
            // A request that was still waiting for its turn has started nothing, and another task may be running in the session.
            StopInBackground(task.SessionId!);
            throw;
        }

        await pipeline.EmitAsync(task, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Emits an object with an open session. If the pipeline no longer takes the object, the session is ended.</summary>
    private protected async Task HandOverAsync(PipelineWriter pipeline, object value, string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.HandOverAsync(value, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = Client.TerminateSessionInBackground(sessionId);
            throw;
        }
    }

    /// <summary>Refuses in a job what needs the runspace of a script.</summary>
    /// <param name="parameter">Where it is given.</param>
    /// <param name="script">It; null for nothing.</param>
    /// <param name="instead">What to do instead.</param>
    private protected void RefuseInJob(string parameter, object? script, string instead)
    {
        if (IsJob && script is not null)
        {
            var why = $"You cannot use {parameter} with AsJob, because a job has no runspace for the {(script is Type ? "class of a script" : "script block")}. {instead}";
            ThrowTerminatingError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, why), null));
        }
    }

    /// <summary>Refuses what the commands that wait for a task have of questions and scripts, where nobody can be asked, and in a job.</summary>
    private protected void RefuseWhatCannotRun(ScriptBlock? onGuardrail, ScriptBlock? assert, WebRunOutputSchema? outputSchema)
    {
        if (onGuardrail == GuardrailTransformationAttribute.Ask && (IsJob ? "a job asks nobody" : GuardrailPrompt.Obstacle(Host)) is { } obstacle)
        {
            var why = $"You cannot use OnGuardrail Ask here, because {obstacle}. {(IsJob ? "Leave" : "Give a script block that answers, or leave")} it out: the task then waits, and Resume-WebRunTask -Response answers it.";
            ThrowTerminatingError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, why), null));
        }

        RefuseInJob("Assert", assert, "Check the tasks that Receive-Job emits.");
        RefuseInJob("OnGuardrail", onGuardrail, "The job emits a task that waits for an answer; Resume-WebRunTask -Response answers it.");
        RefuseInJob("OutputSchema", TypedOutput.ScriptClass(outputSchema?.Type), "Give a table of names and types.");
    }

    /// <summary>Stops the task of a stopped job. The job does not own its session, which stays open.</summary>
    private protected void StopInBackground(string sessionId) => _ = Client.StopTaskInBackground(sessionId);

    private WebRunContext CurrentContext()
    {
        try
        {
            return Contexts.Current;
        }
        catch (WebRunException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, null));
            throw;
        }
    }
}

using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;

namespace WebRun;

/// <content>Tasks: stop, pause, go on, answer.</content>
public sealed partial class WebRunClient
{
    /// <summary>Stops the task that runs in a session; the session stays open and goes on costing.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public Task StopTaskAsync(string sessionId, CancellationToken cancellationToken = default) => _control.ChangeAsync(sessionId, StateChange.Stop, cancellationToken);

    /// <summary>Stops the task that runs in a session, in the background, also when the process exits meanwhile.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>As <see cref="StopTaskAsync"/>; who does not wait for it loses nothing but the word.</returns>
    internal Task StopTaskInBackground(string sessionId)
    {
        var work = Task.Run(() => StopTaskAsync(sessionId, CancellationToken.None));
        ProcessEnd.WaitFor(work);
        return work;
    }

    /// <summary>Pauses the task that runs in a session; the session goes on costing.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public Task SuspendTaskAsync(string sessionId, CancellationToken cancellationToken = default) => _control.ChangeAsync(sessionId, StateChange.Pause, cancellationToken);

    /// <summary>Lets a paused task go on.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Stops trying.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public Task ResumeTaskAsync(string sessionId, CancellationToken cancellationToken = default) => _control.ChangeAsync(sessionId, StateChange.Resume, cancellationToken);

    /// <summary>Answers the question that a task waits with; it goes on under the same id. Never sent twice, as the second answer could meet another question.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="answer">What the agent is to know.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">It is not confirmed.</exception>
    public Task AnswerTaskAsync(string sessionId, string answer, CancellationToken cancellationToken = default) => _control.AnswerAsync(sessionId, answer, cancellationToken);
}

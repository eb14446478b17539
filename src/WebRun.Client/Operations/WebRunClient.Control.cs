using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;

namespace WebRun;

/// <content>Tasks: stop, pause, continue, answer.</content>
public sealed partial class WebRunClient
{
    /// <summary>Stops the task that runs in a session; the session stays open and keeps costing money.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The service did not confirm it.</exception>
    public Task StopTaskAsync(string sessionId, CancellationToken cancellationToken = default) => _control.ChangeAsync(sessionId, StateChange.Stop, cancellationToken);

    /// <summary>Stops the task that runs in a session, in the background, even if the process exits in the meantime.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>As <see cref="StopTaskAsync"/>. It is done even if nobody waits for it.</returns>
    internal Task StopTaskInBackground(string sessionId)
    {
        var work = Task.Run(() => StopTaskAsync(sessionId, CancellationToken.None));
        ProcessEnd.WaitFor(work, _options.BaseUri);
        return work;
    }

    /// <summary>Refuses, with words, what a task asks for: it stops, and its session stays open. Never sent twice, because the second refusal could meet another question.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="words">The words for the agent.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">The service did not confirm it.</exception>
    public Task RefuseTaskAsync(string sessionId, string words, CancellationToken cancellationToken = default) => ReplyToTaskAsync(new WebRunTask { SessionId = sessionId }, words, isRefusal: true, cancellationToken);

    /// <summary>Pauses the task that runs in a session; the session keeps costing money.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The service did not confirm it.</exception>
    public Task SuspendTaskAsync(string sessionId, CancellationToken cancellationToken = default) => _control.ChangeAsync(sessionId, StateChange.Pause, cancellationToken);

    /// <summary>Continues a paused task.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The service did not confirm it.</exception>
    public Task ResumeTaskAsync(string sessionId, CancellationToken cancellationToken = default) => _control.ChangeAsync(sessionId, StateChange.Resume, cancellationToken);

    /// <summary>Answers the question of a task, which continues with the same id. Never sent twice, because the second answer could meet another question.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="answer">The answer for the agent.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">The service did not confirm it.</exception>
    public Task AnswerTaskAsync(string sessionId, string answer, CancellationToken cancellationToken = default) => ReplyToTaskAsync(new WebRunTask { SessionId = sessionId }, answer, isRefusal: false, cancellationToken);

    /// <summary>Answers a task, or refuses what it asks for. With the task's id it can also go over a live link that has confirmed nothing yet, because a poll then shows whether it has arrived.</summary>
    internal Task ReplyToTaskAsync(WebRunTask task, string words, bool isRefusal, CancellationToken cancellationToken) =>
        _control.ReplyAsync(task, words, isRefusal ? StateChange.Stop : StateChange.Resume, cancellationToken);
}

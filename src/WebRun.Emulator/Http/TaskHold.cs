using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Emulator;

/// <summary>Holds the request that started a task until there is news of it, or the inline window is over. The task does not depend on it.</summary>
internal sealed class TaskHold(SessionStore store, EmulatorOptions options)
{
    public async Task<Answer> AnswerAsync(Exchange exchange, EmulatedTask task)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(exchange.Abandoned);
        var window = exchange.AnswersAtOnce ? TimeSpan.Zero : options.InlineWindow;
        await Task.WhenAny(task.News, Task.Delay(window, options.TimeProvider, over.Token));
        await over.CancelAsync();
        exchange.Abandoned.ThrowIfCancellationRequested();

        lock (store.Gate)
        {
            return Answer.Json(TaskAnswers.Held(task, exchange.BaseUri));
        }
    }
}

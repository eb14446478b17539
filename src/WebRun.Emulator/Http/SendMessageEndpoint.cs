using System.Threading.Tasks;

namespace WebRun.Emulator;

/// <summary>POST /start/send-message: everything that happens inside a session.</summary>
internal sealed class SendMessageEndpoint(SessionStore store, Admission admission, SessionMessages messages, TaskHold hold)
{
    public Task<Answer> HandleAsync(Exchange exchange)
    {
        var owner = admission.Admit(exchange);
        var fields = JsonFields.Read(exchange.Body);
        var sessionId = fields.RequiredText("sessionId");
        var message = fields.RequiredObject("message");

        EmulatedTask? task;
        string words;
        lock (store.Gate)
        {
            (task, words) = messages.Act(store.Require(sessionId, owner), message);
        }

        return task is null ? Task.FromResult(Answer.Success(words)) : hold.AnswerAsync(exchange, task);
    }
}

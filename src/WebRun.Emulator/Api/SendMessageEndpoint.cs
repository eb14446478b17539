using System.Threading.Tasks;
using WebRun.Emulator.Model;
using WebRun.Emulator.Requests;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>POST /start/send-message: everything that happens inside a session.</summary>
internal sealed class SendMessageEndpoint(SessionStore store, Admission admission, SessionMessages messages, TaskHold hold)
{
    public Task<Response> HandleAsync(Exchange exchange)
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

        return task is null ? Task.FromResult(Response.Success(words)) : hold.AnswerAsync(exchange, task);
    }
}

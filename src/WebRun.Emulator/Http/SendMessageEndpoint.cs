using System.Threading.Tasks;

namespace WebRun.Emulator;

/// <summary>POST /start/send-message: everything that happens inside a session.</summary>
internal sealed class SendMessageEndpoint(SessionStore store, Admission admission, TaskRequestReader reader, TaskHold hold)
{
    public Task<Answer> HandleAsync(Exchange exchange)
    {
        string owner = admission.Admit(exchange);
        JsonFields fields = JsonFields.Read(exchange.Body);
        string sessionId = fields.RequiredText("sessionId");
        JsonFields message = fields.RequiredObject("message");
        string action = message.RequiredChoice("actionType", "newTask", "state", "guardrail", "interaction");

        EmulatedTask task;
        lock (store.Gate)
        {
            EmulatedSession session = store.Require(sessionId, owner);
            switch (action)
            {
                case "newTask":
                    task = AddTask(session, message);
                    break;
                case "state":
                    return Task.FromResult(Answer.Success(ChangeState(session, message)));
                case "guardrail":
                    return Task.FromResult(Answer.Success(Reply(session, message)));
                default:
                    return Task.FromResult(Answer.Success(Interact(session, message)));
            }
        }

        return hold.AnswerAsync(exchange, task);
    }

    private EmulatedTask AddTask(EmulatedSession session, JsonFields message)
    {
        message.RequiredChoice("newState", "start");
        SessionFields.RefuseIn(message);
        TaskRequest request = reader.Read(message);
        store.RequireBalance(session.Owner);
        return session.Add(request);
    }

    private static string ChangeState(EmulatedSession session, JsonFields message)
    {
        switch (message.RequiredChoice("newState", "pause", "resume", "stop", "terminate"))
        {
            case "pause":
                session.Pause();
                return "The session is paused.";
            case "resume":
                session.Resume();
                return "The session goes on.";
            case "stop":
                session.StopTask();
                return "The task is stopped.";
            default:
                session.Terminate();
                return "The session is terminated.";
        }
    }

    private static string Reply(EmulatedSession session, JsonFields message)
    {
        bool goesOn = message.RequiredChoice("newState", "resume", "stop") is "resume";
        if (goesOn)
            message.RequiredText(TaskRequestReader.DetailsName(message));

        if (!session.Reply(goesOn))
            throw new Refusal(400, "INVALID_PARAMETER", "message.actionType: no task of this session waits for an answer.");

        return goesOn ? "The task goes on." : "The task is stopped.";
    }

    private static string Interact(EmulatedSession session, JsonFields message)
    {
        message.RequiredObject("action")
            .RequiredChoice("type", "takeOverControl", "releaseControl", "CLICK", "DOUBLE_CLICK", "TYPE", "KEY_PRESS");
        session.Touch();
        return "The interaction is done.";
    }
}

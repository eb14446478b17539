using System;
using WebRun.Emulator.Model;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Acts on the messages to a session, whichever way they arrive.</summary>
/// <remarks>Called under the emulator's lock.</remarks>
internal sealed class SessionMessages(SessionStore store, TaskRequestReader reader, EmulatorOptions options)
{
    /// <summary>Acts on a message, or refuses it: returns the task that it added, or the text to answer with.</summary>
    public (EmulatedTask? Task, string Words) Act(EmulatedSession session, JsonFields message) =>
        message.RequiredChoice("actionType", "newTask", "state", "guardrail", "interaction") switch
        {
            "newTask" => (AddTask(session, message), "The task is added."),
            "state" => (null, ChangeState(session, message)),
            "guardrail" => (null, Reply(session, message)),
            _ => (null, Interact(session, message)),
        };

    private EmulatedTask AddTask(EmulatedSession session, JsonFields message)
    {
        message.RequiredChoice("newState", "start");
        SessionFields.RefuseIn(message);
        var request = reader.Read(message);
        return store.Add(session, request);
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
                return "The session continues.";
            case "stop":
                session.StopTask();
                return "The task is stopped.";
            default:
                session.Terminate();
                return "The session is terminated.";
        }
    }

    private string Reply(EmulatedSession session, JsonFields message)
    {
        var newState = message.RequiredChoice("newState", "resume", "stop");
        var goesOn = newState is "resume";
        var name = TaskRequestReader.DetailsName(message);
        var words = goesOn ? message.RequiredText(name) : message.Text(name);
        if (!session.Reply(goesOn, new ReplyRecord { NewState = newState, Text = words, At = options.TimeProvider.GetUtcNow() }))
        {
            throw new Refusal(400, "INVALID_PARAMETER", "message.actionType: no task in this session is waiting for an answer.");
        }

        return goesOn ? "The task continues." : "The task is stopped.";
    }

    private string Interact(EmulatedSession session, JsonFields message)
    {
        session.Control.Take(InteractionReader.Read(message.RequiredObject("action"), session.Id, options));
        session.Touch();
        return "The interaction is done.";
    }
}

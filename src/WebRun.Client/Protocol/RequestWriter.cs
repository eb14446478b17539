using System;
using System.Text;
using System.Text.Json;

namespace WebRun.Protocol;

/// <summary>Writes the request bodies of both generations (API facts §3 and §5).</summary>
/// <param name="generation">The shape to write.</param>
internal sealed class RequestWriter(RequestGeneration generation)
{
    /// <summary>The body of run-task.</summary>
    public byte[] RunTask(WebRunTaskRequest task, WebRunSessionOptions? session = null) => RequestParts.Write(body =>
    {
        WriteSession(body, session);
        if (generation == RequestGeneration.One)
        {
            // Its pages call it one or the other only here, and unknown fields are ignored.
            WriteTask(body, task, "startingUrl", "startingPoint");
        }
        else
        {
            WriteTaskObject(body, "task", task);
        }
    });

    /// <summary>The body of start-session. A task without text only says where to begin; one without a page, too, is none.</summary>
    public byte[] StartSession(WebRunTaskRequest task, WebRunSessionOptions? session = null) => RequestParts.Write(body =>
    {
        body.WriteString("mode", "default");
        WriteSession(body, session);
        if (task.TaskDetails.Length > 0 || task.StartingPoint is not null)
        {
            WriteTaskObject(body, generation == RequestGeneration.One ? "initialTask" : "task", task);
        }
    });

    /// <summary>The body of send-message for a follow-up task.</summary>
    public byte[] NewTask(string sessionId, WebRunTaskRequest task) => Message(sessionId, "newTask", "start", message => WriteTask(message, task, PageName));

    /// <summary>The message of <see cref="NewTask"/> by itself, as a live link takes it.</summary>
    public byte[] NewTaskMessage(WebRunTaskRequest task) => RequestParts.Write(message =>
    {
        message.WriteString("actionType", "newTask");
        message.WriteString("newState", "start");
        WriteTask(message, task, PageName);
    });

    /// <summary>The body of send-message for a change of state.</summary>
    public static byte[] State(string sessionId, StateChange change) => Message(sessionId, "state", Word(change), null);

    /// <summary>The message of <see cref="State"/> by itself, as a live link takes it.</summary>
    public static byte[] StateMessage(StateChange change) => RequestParts.Write(message =>
    {
        message.WriteString("actionType", "state");
        message.WriteString("newState", Word(change));
    });

    /// <summary>The body of send-message for the answer to a guardrail.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="answer">The words.</param>
    /// <param name="change">What follows: the task resumes, or stops because it is refused what it asks for.</param>
    public byte[] Reply(string sessionId, string answer, StateChange change) => Message(sessionId, "guardrail", Word(change), message => message.WriteString(TextName(generation), answer));

    /// <summary>The name of a task's text.</summary>
    public static string TextName(RequestGeneration generation) => generation == RequestGeneration.One ? "taskDetails" : "prompt";

    private string PageName => generation == RequestGeneration.One ? "startingPoint" : "startingUrl";

    private void WriteTaskObject(Utf8JsonWriter body, string name, WebRunTaskRequest task)
    {
        body.WriteStartObject(name);
        WriteTask(body, task, PageName);
        body.WriteEndObject();
    }

    private void WriteTask(Utf8JsonWriter body, WebRunTaskRequest task, params string[] pageNames)
    {
        body.WriteString(TextName(generation), task.TaskDetails);
        foreach (var name in pageNames)
        {
            RequestParts.WriteText(body, name, task.StartingPoint?.AbsoluteUri);
        }

        RequestParts.WriteNumber(body, "maxDuration", (long?)task.MaxDuration?.TotalMilliseconds);
        RequestParts.WriteNumber(body, "maxInputTokens", task.MaxInputTokens);
        RequestParts.WriteNumber(body, "maxOutputTokens", task.MaxOutputTokens);
        RequestParts.WriteTexts(body, "avoidDomains", task.AvoidDomains);
        RequestParts.WriteTexts(body, "files", task.Files);
        if (task.OutputSchema is { } schema)
        {
            RequestParts.WriteOutputSchema(body, schema, schema.OutputType == WebRunOutputType.Csv ? "structured_csv" : "structured_json");
        }

        RequestParts.WriteSecrets(body, task.Secrets);
        RequestParts.WriteWebhook(body, task.Webhook);
        if (task.TerminateOnCompletion)
        {
            body.WriteBoolean("terminateOnCompletion", true);
        }
    }

    /// <summary>Writes what belongs to the session, at the top level and never inside the task.</summary>
    private static void WriteSession(Utf8JsonWriter body, WebRunSessionOptions? session)
    {
        RequestParts.WriteText(body, "environmentId", session?.EnvironmentId);
        RequestParts.WriteText(body, "policyId", session?.PolicyId);
        RequestParts.WriteProxy(body, session?.Proxy);
        RequestParts.WriteText(body, "reachOutMode", session?.ReachOutMode switch
        {
            WebRunReachOutMode.Off => "off",
            WebRunReachOutMode.GuardrailOnly => "guardrail_only",
            WebRunReachOutMode.Full => "full",
            _ => null,
        });
    }

    /// <summary>The message in a body of send-message, as a live link takes it.</summary>
    public static byte[] MessageIn(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return Encoding.UTF8.GetBytes(json.RootElement.GetProperty("message").GetRawText());
    }

    internal static byte[] Message(string sessionId, string actionType, string? newState, Action<Utf8JsonWriter>? rest) => RequestParts.Write(body =>
    {
        body.WriteString("sessionId", sessionId);
        body.WriteStartObject("message");
        body.WriteString("actionType", actionType);
        if (newState is not null)
        {
            body.WriteString("newState", newState);
        }

        rest?.Invoke(body);
        body.WriteEndObject();
    });

    private static string Word(StateChange change) => change switch
    {
        StateChange.Pause => "pause",
        StateChange.Resume => "resume",
        StateChange.Stop => "stop",
        _ => "terminate",
    };
}

/// <summary>The change that a message asks for.</summary>
internal enum StateChange
{
    /// <summary>The task pauses.</summary>
    Pause,

    /// <summary>The task goes on.</summary>
    Resume,

    /// <summary>The task ends; its session stays.</summary>
    Stop,

    /// <summary>The session ends.</summary>
    Terminate,
}

using System;
using System.Text.Json;
using WebRun.Models;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads the service's description of a session that it has opened.</summary>
internal static class SessionResponse
{
    /// <summary>The state that the service names; null for none that is known.</summary>
    public static WebRunSessionState? State(ServiceResponse answer) =>
        answer.Json.AnyText("status") is { Length: > 0 } word && !char.IsDigit(word, 0) && Enum.TryParse<WebRunSessionState>(word, ignoreCase: true, out var state) ? state : null;

    /// <summary>The session, added to what is already known about it.</summary>
    public static WebRunSession Read(ServiceResponse answer, WebRunSession known)
    {
        var streaming = answer.Json.Field("streaming");
        var dimensions = streaming.Field("dimensions");
        return known with
        {
            SessionId = answer.SessionId,
            TaskId = answer.Json.AnyText("taskId") is { } taskId && ServiceAddress.IsId(taskId) ? taskId : null,
            SocketUrl = answer.Json.AnyText("socketURL"),
            Streaming = streaming.ValueKind == JsonValueKind.Object
                ? new(streaming.Text("webRTCURL"), streaming.Text("webViewURL"), (int?)dimensions.Number("width"), (int?)dimensions.Number("height"))
                : null,
            ExpiresIn = answer.Json.AnyNumber("expiresIn") is >= 0 and < 1e12 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            Balance = (decimal?)answer.Json.AnyNumber("balance"),
        };
    }
}

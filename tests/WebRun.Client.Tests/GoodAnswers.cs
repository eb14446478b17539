namespace WebRun.Client.Tests;

/// <summary>Answers and frames in all forms that the service has (API facts §2, §4, §5, §6, §7), to be changed for the worse.</summary>
internal static class GoodAnswers
{
    public static readonly string[] OfTasks =
    [
        """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"done","files":[{"source":"https://a.example","downloadUrl":"https://a.example/r.zip","filename":"r.zip","timestamp":1771138379108}],"network":[{"id":"n1","taskId":"t1","urls":[{"url":"https://a.example","timestamp":1771138379087.646}]}]},"usage":{"prompt_tokens":12450,"completion_tokens":3200,"total_tokens":15650,"completion_time":23.5,"cost":0.0124},"completedAt":"2026-01-15T10:30:00Z"}""",
        """{"success":true,"sessionId":"s1","taskId":"t1","status":"pending","pending":true,"pollUrl":"https://connect.webrun.ai/task/s1/t1","message":"not yet"}""",
        """{"success":true,"sessionId":"s1","taskId":"t1","status":"running","usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"completion_time":1.5,"cost":0.001}}""",
        """{"success":true,"sessionId":"s1","taskId":"t1","status":"active","pending":true}""",
        """{"success":true,"type":"guardrail_trigger","data":{"type":"human_input_needed","value":"I need a code"}}""",
        """{"success":true,"sessionId":"s1","taskId":"t1","type":"guardrail_trigger","data":{"type":"human_input_needed","value":"I need a code"}}""",
        """{"success":false,"sessionId":"s1","taskId":"t1","status":"failed","error":"too slow","code":"NAVIGATION_TIMEOUT","usage":{"cost":0.01}}""",
        """{"success":false,"sessionId":"s1","taskId":"t1","type":"failed","error":"crashed","code":"PAGE_CRASH"}""",
        """{"success":false,"status":"terminated"}""",
        """{"success":false,"sessionId":"s1","taskId":"t1","status":"stopped","message":"The task was stopped."}""",
        """{"sessionId":"s1","taskId":"t1","status":"complete","result":{"type":"task_completed","data":{"message":"done"},"usage":{"prompt_tokens":5,"cost":0.01}}}""",
        """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"done","prompt_tokens":5,"completion_tokens":3,"completion_time":2.5,"cost":0.01}}""",
        """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"done","usage":{"inputTokens":5,"outputTokens":3,"computeTime":2.5,"cost":0.01}}}""",
        """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"{\"price\":42}"},"usage":{"inputTokens":5,"outputTokens":3,"computeTime":2.5,"cost":0.01}}""",
    ];

    public static readonly string[] OfSessions =
    [
        """{"success":true,"sessionId":"s1","socketURL":"https://connect.webrun.ai","streaming":{"webRTCURL":"https://a.example/whep","webViewURL":"https://a.example","dimensions":{"width":1024,"height":600}},"initialPrompt":"look","expiresIn":300000,"balance":12.50,"message":"open"}""",
        """{"success":true,"sessionId":"s1"}""",
    ];

    public static readonly string[] OfMessages = ["""{"success":true,"message":"The session is terminated."}"""];

    public static readonly string[] OfHealth =
    [
        """{"success":true,"status":"healthy","instancesAvailable":true,"instanceCount":12,"timestamp":"2026-01-15T10:30:00Z"}""",
        """{"success":true,"status":"healthy","instancesAvailable":3,"instanceCount":3,"timestamp":1771138379108}""",
    ];

    public static readonly string[] OfErrors =
    [
        """{"success":false,"message":"The parameter maxDuration is wrong."}""",
        """{"success":false,"error":"wrong","code":"INVALID_PARAMETER","details":{"field":"maxDuration"}}""",
        """{"success":false,"error":"no","code":"INVALID_API_KEY"}""",
        """{"success":false,"error":"no credit","code":"INSUFFICIENT_BALANCE","details":{"balance":0.01,"required":0.1}}""",
        """{"success":false,"error":"gone","code":"SESSION_NOT_FOUND"}""",
        """{"success":false,"error":"unknown","code":"TASK_NOT_FOUND"}""",
        """{"success":false,"error":"busy","code":"TASK_ALREADY_RUNNING"}""",
        """{"success":false,"error":"slow down","code":"RATE_LIMIT_EXCEEDED"}""",
        """{"success":false,"error":"full","code":"SESSION_LIMIT_REACHED","details":{"current":2,"limit":2}}""",
        """{"success":false,"error":"none free","code":"NO_INSTANCES_AVAILABLE"}""",
        "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>",
        "",
    ];

    public static readonly string[] Frames =
    [
        """0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}""",
        "1",
        "2",
        "3",
        """40{"sid":"b"}""",
        "41",
        """44{"message":"Session not found"}""",
        """42["message",{"type":"agent","content":"I look for it"}]""",
        """42["message",{"type":"action","data":{"name":"click_element","target":"#buy"}}]""",
        """42["message",{"type":"response_update","data":{"message":"so far"}}]""",
        """42["message",{"type":"task_completed","sessionId":"s1","taskId":"t1","data":{"message":"done","files":[],"network":[{"id":"n1","urls":[{"url":"https://a.example","timestamp":1771138379087.646}]}]},"usage":{"prompt_tokens":5,"cost":0.01}}]""",
        """42["message",{"type":"guardrail_trigger","data":{"type":"human_input_needed","value":"code?"}}]""",
        """42["message",{"type":"error","error":"gone","code":"PAGE_CRASH"}]""",
        """4217["end_session",{"reason":"completed"}]""",
        """42["instance:disconnected",{"gracePeriod":300000}]""",
        """42["instance:reconnected"]""",
        """451-["x",{"_placeholder":true,"num":0}]""",
    ];
}

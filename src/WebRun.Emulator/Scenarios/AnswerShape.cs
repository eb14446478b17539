namespace WebRun.Emulator;

/// <summary>The forms in which deployments of the service have sent the same answer.</summary>
internal enum AnswerShape
{
    /// <summary>As documented.</summary>
    Documented,

    /// <summary>The result inside <c>{"status":"complete","result":{…}}</c>; a failure as <c>"type":"failed"</c>.</summary>
    Wrapped,

    /// <summary><c>usage</c> inside <c>data</c>.</summary>
    UsageInData,

    /// <summary>The members of <c>usage</c> themselves inside <c>data</c>.</summary>
    TokensInData,

    /// <summary><c>usage</c> with inputTokens, outputTokens, computeTime, cost.</summary>
    Camel,

    /// <summary>No files, network and usage.</summary>
    Bare,
}

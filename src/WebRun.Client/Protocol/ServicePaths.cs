using System;
using WebRun.Models;

namespace WebRun.Protocol;

/// <summary>The paths below the service's base address (API facts §2 and §9). Ids become segments, or are refused.</summary>
internal static class ServicePaths
{
    public static string Health => "start/health";

    public static string AccountUsage => "account/usage";

    public static string RunTask => "start/run-task";

    public static string StartSession => "start/start-session";

    public static string SessionStatus(string sessionId) => $"start/session-status/{ServiceAddress.Segment(sessionId, "SessionId")}";

    public static string SendMessage => "start/send-message";

    public static string Upload => "files/upload";

    public static string Environments => "environments";

    public static string Profiles => "profiles";

    public static string Triggers => "cron-jobs";

    public static string Task(string? sessionId, string? taskId) => $"task/{ServiceAddress.Segment(sessionId ?? "", "SessionId")}/{ServiceAddress.Segment(taskId ?? "", "TaskId")}";

    public static string Environment(string environmentId) => $"environments/{ServiceAddress.Segment(environmentId, "EnvironmentId")}";

    public static string FilesOf(string environmentId) => Environment(environmentId) + "/files";

    public static string File(string environmentId, string fileId) => $"{FilesOf(environmentId)}/{ServiceAddress.Segment(fileId, "FileId")}";

    public static string UploadProfile(string environmentId) => Environment(environmentId) + "/upload";

    public static string DownloadProfile(string environmentId) => $"profiles/{ServiceAddress.Segment(environmentId, "EnvironmentId")}/download";

    public static string Trigger(string triggerId) => $"cron-jobs/{ServiceAddress.Segment(triggerId, "TriggerId")}";

    public static string PauseTrigger(string triggerId) => Trigger(triggerId) + "/pause";

    public static string ResumeTrigger(string triggerId) => Trigger(triggerId) + "/resume";

    public static string StartTrigger(string triggerId) => Trigger(triggerId) + "/trigger";

    public static string TriggerRuns(string triggerId, long page, int limit) => Trigger(triggerId) + FormattableString.Invariant($"/runs?page={page}&limit={limit}");

    public static string TriggerRun(string triggerId, string runId) => $"{Trigger(triggerId)}/runs/{ServiceAddress.Segment(runId, "RunId")}";

    /// <summary>True for what the service's limit of starts counts: everything that is posted below this path.</summary>
    public static bool CountsAsStart(string path) => path.StartsWith("start/", StringComparison.Ordinal);

    /// <summary>True for what the service's limit of uploads counts.</summary>
    public static bool CountsAsUpload(string path) => path == Upload;
}

using Microsoft.AspNetCore.Builder;

namespace WebRun.Emulator.Api;

/// <summary>Maps paths to handlers.</summary>
internal static class Routes
{
    public static void MapService(
        WebApplication app, Pipeline pipeline, StartEndpoints start, SendMessageEndpoint sendMessage, ReadEndpoints read, AccountEndpoints account, SocketEndpoint socket)
    {
        app.MapPost("/start/run-task", pipeline.Service(start.RunTaskAsync));
        app.MapPost("/start/start-session", pipeline.Service(start.StartSessionAsync));
        app.MapPost("/start/send-message", pipeline.Service(sendMessage.HandleAsync));
        app.MapGet("/start/health", pipeline.Service(read.HealthAsync));
        app.MapGet("/start/session-status/{sessionId}", pipeline.Service(account.SessionStatusAsync));
        app.MapGet("/account/usage", pipeline.Service(account.UsageAsync));
        app.MapGet("/task/{sessionId}/{taskId}", pipeline.Service(read.TaskAsync));
        app.Map("/socket.io/", pipeline.Live(socket));
        app.MapFallback("{**path}", pipeline.Service(ReadEndpoints.NothingAsync));
    }

    public static void MapFiles(WebApplication app, Pipeline pipeline, UploadEndpoint upload, DownloadEndpoint download)
    {
        app.MapPost("/files/upload", pipeline.Upload(upload.HandleAsync));
        app.MapGet("/downloads/{sessionId}/{taskId}/{number}", pipeline.Service(download.HandleAsync));
    }

    public static void MapEnvironments(WebApplication app, Pipeline pipeline, EnvironmentEndpoints environments, ProfileEndpoints profiles)
    {
        app.MapGet("/environments", pipeline.Service(environments.ListAsync));
        app.MapPost("/environments", pipeline.Service(environments.CreateAsync));
        app.MapDelete("/environments/{id}", pipeline.Service(environments.DeleteAsync));
        app.MapPost("/environments/{id}/upload", pipeline.Upload(environments.UploadAsync));
        app.MapGet("/environments/{id}/files", pipeline.Service(environments.ListFilesAsync));
        app.MapDelete("/environments/{id}/files/{fileId}", pipeline.Service(environments.DeleteFileAsync));
        app.MapGet("/profiles", pipeline.Service(profiles.ListAsync));
        app.MapGet("/profiles/{id}/download", pipeline.Service(profiles.DownloadAsync));
        app.MapGet("/profiles/{owner}/{id}/blob", pipeline.Service(profiles.BlobAsync));
    }

    public static void MapTriggers(WebApplication app, Pipeline pipeline, TriggerEndpoints triggers)
    {
        app.MapGet("/cron-jobs", pipeline.Service(triggers.ListAsync));
        app.MapPost("/cron-jobs", pipeline.Service(triggers.CreateAsync));
        app.MapGet("/cron-jobs/{id}", pipeline.Service(triggers.GetAsync));
        app.MapPut("/cron-jobs/{id}", pipeline.Service(triggers.ChangeAsync));
        app.MapDelete("/cron-jobs/{id}", pipeline.Service(triggers.DeleteAsync));
        app.MapPost("/cron-jobs/{id}/pause", pipeline.Service(triggers.PauseAsync));
        app.MapPost("/cron-jobs/{id}/resume", pipeline.Service(triggers.ResumeAsync));
        app.MapPost("/cron-jobs/{id}/trigger", pipeline.Service(triggers.RunAsync));
        app.MapGet("/cron-jobs/{id}/runs", pipeline.Service(triggers.ListRunsAsync));
        app.MapGet("/cron-jobs/{id}/runs/{runId}", pipeline.Service(triggers.GetRunAsync));
    }

    public static void MapInspection(WebApplication app, Pipeline pipeline, InspectionEndpoints inspection, ViewEndpoints view)
    {
        app.MapGet("/emulator/books", pipeline.Inspection(inspection.BooksAsync));
        app.MapPost("/emulator/faults", pipeline.Inspection(inspection.AddFaultsAsync));
        app.MapDelete("/emulator/faults", pipeline.Inspection(inspection.ClearFaultsAsync));
        app.MapPost("/emulator/reset", pipeline.Inspection(inspection.ResetAsync));
        app.MapGet("/emulator/view/{sessionId}", pipeline.Inspection(view.PageAsync));
        app.MapGet("/emulator/view/{sessionId}/state", pipeline.Inspection(view.StateAsync));
    }
}

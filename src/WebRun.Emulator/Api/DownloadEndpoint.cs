using System;
using System.Globalization;
using System.Threading.Tasks;
using WebRun.Emulator.Model;
using WebRun.Emulator.Recording;
using WebRun.Emulator.Scenarios;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>GET /downloads/{sessionId}/{taskId}/{number}: where a result's downloadUrl points; no key is asked for.</summary>
internal sealed class DownloadEndpoint(SessionStore store, DownloadRecorder book, TimeProvider time)
{
    public Task<Response> HandleAsync(Exchange exchange)
    {
        EmulatedTask? task;
        lock (store.Gate)
        {
            task = store.FindTask(exchange.Route("sessionId"), exchange.Route("taskId"));
        }

        var files = task?.Request.Scenario.Files ?? [];
        var number = int.TryParse(exchange.Route("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        if (number < 1 || number > files.Count)
        {
            throw Refusal.NotFound("file");
        }

        var file = files[number - 1];
        var content = new RepeatedLine($"{file.Name} of task {task!.Id}");
        var size = file.Size ?? content.LineLength;
        return Task.FromResult(new Response
        {
            ContentType = "application/octet-stream",
            Body = default,
            Content = new StreamedContent(size, content.Read, book.Open(exchange.Describe(time.GetUtcNow()), file.Name, size)) { IsChunked = file.IsChunked },
        });
    }
}

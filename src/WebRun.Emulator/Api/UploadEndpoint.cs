using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator.Model;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>POST /files/upload: takes files, however large, and keeps them only when the whole request is in.</summary>
internal sealed class UploadEndpoint(SessionStore store, Admission admission, EmulatorOptions options)
{
    private const int MaxFieldLength = 1000;

    public async Task<Response> HandleAsync(Exchange exchange)
    {
        var owner = admission.AdmitUpload(exchange);
        var files = new List<StoredFile>();
        string? environmentId = null;
        await foreach (var part in MultipartParts.ReadAsync(exchange, exchange.Abandoned))
        {
            if (part.Name is "files" && part.FileName is { } name)
            {
                var content = await part.ReceiveAsync(long.MaxValue, Stream.Null, exchange.Abandoned);
                files.Add(new StoredFile(owner, name, content, options.TimeProvider.GetUtcNow()));
            }
            else if (part.Name is "environmentId")
            {
                var content = await part.ReceiveAsync(MaxFieldLength, Stream.Null, exchange.Abandoned);
                environmentId = Encoding.UTF8.GetString(content.Head.Span);
            }
        }

        if (files.Count == 0)
        {
            throw new Refusal(400, "MISSING_REQUIRED_FIELD", "files is required.");
        }

        lock (store.Gate)
        {
            if (!string.IsNullOrEmpty(environmentId))
            {
                var environment = store.Environments.RequireField(environmentId, owner, "environmentId");
                files.ForEach(file => file.EnvironmentId = environment.Id);
            }

            files.ForEach(store.Files.Add);
            return Response.Json(new JsonObject { ["success"] = true, ["files"] = new JsonArray([.. files.Select(file => file.Describe())]) });
        }
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator.Model;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>The paths below /environments.</summary>
internal sealed class EnvironmentEndpoints(SessionStore store, Admission admission, EmulatorOptions options)
{
    private const int MaxNameLength = 100;
    private const int MaxDescriptionLength = 500;

    private static readonly string[] Archives = [".tar.gz", ".tgz"];

    /// <summary>GET /environments.</summary>
    public Task<Response> ListAsync(Exchange exchange)
    {
        var owner = admission.AdmitEnvironment(exchange);
        lock (store.Gate)
        {
            return Task.FromResult(Listed("environments", store.Environments.Of(owner).Select(environment => environment.Describe())));
        }
    }

    /// <summary>POST /environments.</summary>
    public Task<Response> CreateAsync(Exchange exchange)
    {
        var owner = admission.AdmitEnvironment(exchange);
        var fields = JsonFields.Read(exchange.Body);
        var name = fields.RequiredText("name");
        string? description = fields.Text("description");
        RequireShort(fields, "name", name, MaxNameLength);
        RequireShort(fields, "description", description, MaxDescriptionLength);
        lock (store.Gate)
        {
            var answer = JsonText.Said("The environment is created.");
            answer["environment"] = store.Environments.Create(owner, name, description).Describe();
            return Task.FromResult(Response.Json(answer));
        }
    }

    /// <summary>DELETE /environments/{id}: also its profile and files.</summary>
    public Task<Response> DeleteAsync(Exchange exchange) => WithEnvironment(exchange, environment =>
    {
        foreach (var file in store.Files.Of(environment))
        {
            file.Delete();
        }

        store.Environments.Delete(environment);
        return Response.Success("The environment is deleted.");
    });

    /// <summary>GET /environments/{id}/files.</summary>
    public Task<Response> ListFilesAsync(Exchange exchange) => WithEnvironment(exchange, environment =>
        Listed("files", store.Files.Of(environment).Select(file => file.DescribeListed())));

    /// <summary>DELETE /environments/{id}/files/{fileId}.</summary>
    public Task<Response> DeleteFileAsync(Exchange exchange) => WithEnvironment(exchange, environment =>
    {
        var id = exchange.Route("fileId");
        var file = store.Files.Of(environment).FirstOrDefault(file => string.Equals(file.Id, id, StringComparison.Ordinal))
            ?? throw Refusal.NotFound("file");
        file.Delete();
        return Response.Success("The file is deleted.");
    });

    /// <summary>POST /environments/{id}/upload: replaces the profile.</summary>
    public async Task<Response> UploadAsync(Exchange exchange)
    {
        EmulatedEnvironment? environment = null;
        await WithEnvironment(exchange, found =>
        {
            environment = found;
            found.BeginUpload();
            return Response.Success("");
        });

        StoredProfile? profile = null;
        try
        {
            profile = await ReceiveAsync(exchange);
        }
        finally
        {
            lock (store.Gate)
            {
                environment!.EndUpload(profile);
            }
        }

        lock (store.Gate)
        {
            var answer = JsonText.Said("The profile is uploaded.");
            answer["environment"] = environment.Describe();
            return Response.Json(answer);
        }
    }

    private async Task<StoredProfile> ReceiveAsync(Exchange exchange)
    {
        await foreach (var part in MultipartParts.ReadAsync(exchange, exchange.Abandoned))
        {
            if (part.Name is "file" && part.FileName is { } name)
            {
                return Array.Exists(Archives, archive => name.EndsWith(archive, StringComparison.OrdinalIgnoreCase))
                    ? await StoredProfile.ReceiveAsync(copy => part.ReceiveAsync(options.ProfileSizeLimit, copy, exchange.Abandoned), exchange.Abandoned)
                    : throw StoredProfile.NotAnArchive();
            }
        }

        throw new Refusal(400, "MISSING_REQUIRED_FIELD", "file is required.");
    }

    private static void RequireShort(JsonFields fields, string field, string? text, int most)
    {
        if (text?.Length > most)
        {
            throw fields.Invalid(field, string.Create(CultureInfo.InvariantCulture, $"must have at most {most} characters"));
        }
    }

    private Task<Response> WithEnvironment(Exchange exchange, Func<EmulatedEnvironment, Response> act)
    {
        var owner = admission.AdmitEnvironment(exchange);
        lock (store.Gate)
        {
            return Task.FromResult(act(store.Environments.Require(exchange.Route("id"), owner)));
        }
    }

    private static Response Listed(string name, IEnumerable<JsonObject> items) =>
        Response.Json(new JsonObject { ["success"] = true, [name] = new JsonArray([.. items]) });
}

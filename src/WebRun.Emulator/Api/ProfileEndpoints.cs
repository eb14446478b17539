using System;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator.Model;
using WebRun.Emulator.Recording;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>The paths below /profiles: environments, seen as the profiles in them.</summary>
internal sealed class ProfileEndpoints(SessionStore store, Admission admission, DownloadRecorder book, EmulatorOptions options)
{
    private static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    private readonly byte[] _signingKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>GET /profiles: the newest first.</summary>
    public Task<Response> ListAsync(Exchange exchange)
    {
        var owner = admission.AdmitEnvironment(exchange);
        lock (store.Gate)
        {
            return Task.FromResult(Response.Json(new JsonObject
            {
                ["success"] = true,
                ["profiles"] = new JsonArray([.. store.Environments.Of(owner).Reverse().Select(environment => environment.DescribeProfile())]),
            }));
        }
    }

    /// <summary>GET /profiles/{id}/download: where to get it, which is on another host and needs no key.</summary>
    public Task<Response> DownloadAsync(Exchange exchange)
    {
        var owner = admission.AdmitEnvironment(exchange);
        var id = exchange.Route("id");
        lock (store.Gate)
        {
            if (store.Environments.Require(id, owner).Profile is null)
            {
                throw Refusal.NotFound("profile");
            }
        }

        var expires = (options.TimeProvider.GetUtcNow() + Validity).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var path = $"profiles/{owner}/{id}/blob?expires={expires}&signature={Sign(owner, id, expires)}";
        return Task.FromResult(Response.Json(new JsonObject
        {
            ["success"] = true,
            ["downloadUrl"] = new Uri(ForeignHost.Of(exchange.BaseUri), path).AbsoluteUri,
            ["expiresIn"] = (int)Validity.TotalSeconds,
        }));
    }

    /// <summary>GET /profiles/{owner}/{id}/blob: anyone with a valid signature may download it.</summary>
    public Task<Response> BlobAsync(Exchange exchange)
    {
        (string owner, string id, string expires) = (exchange.Route("owner"), exchange.Route("id"), exchange.Query("expires"));
        var signature = Encoding.ASCII.GetBytes(exchange.Query("signature"));
        if (!CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(Sign(owner, id, expires)))
            || DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, CultureInfo.InvariantCulture)) <= options.TimeProvider.GetUtcNow())
        {
            throw new Refusal(403, "FORBIDDEN", "The address is not signed, or it has expired.");
        }

        StoredProfile profile;
        lock (store.Gate)
        {
            profile = store.Environments.Find(id, owner)?.Profile ?? throw Refusal.NotFound("profile");
        }

        var size = profile.Content.Size;
        return Task.FromResult(new Response
        {
            ContentType = "application/gzip",
            Body = default,
            Content = new StreamedContent(size, profile.Read, book.Open(exchange.Describe(options.TimeProvider.GetUtcNow()), fileName: null, size)),
        });
    }

    private string Sign(string owner, string id, string expires) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_signingKey, Encoding.UTF8.GetBytes($"{owner}/{id}/{expires}")));
}

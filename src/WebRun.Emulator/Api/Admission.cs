using System;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>Lets a request in: by its key, then by a rate limit. What is kept of a key is the start of its hash.</summary>
internal sealed class Admission(EmulatorOptions options)
{
    private const string Scheme = "Bearer ";

    private readonly RateLimiter _starts = new(options.TimeProvider, options.RateLimit, options.RateWindow);
    private readonly RateLimiter _uploads = new(options.TimeProvider, options.RateLimit, options.RateWindow);
    private readonly RateLimiter _environments = new(options.TimeProvider, options.EnvironmentRateLimit, options.EnvironmentRateWindow);

    /// <summary>The owner that the key belongs to, or a refusal; no limit counts it.</summary>
    public string Authenticate(Exchange exchange)
    {
        var authorization = exchange.Authorization;
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new Refusal(401, "UNAUTHORIZED", "The request needs an Authorization header with a Bearer key.");
        }

        var key = authorization[Scheme.Length..].Trim();
        var isWellFormed = key.Length > 0 && !key.Any(char.IsWhiteSpace);
        if (!isWellFormed || options.AcceptedKeys?.Contains(key, StringComparer.Ordinal) == false)
        {
            throw new Refusal(401, "INVALID_API_KEY", "The API key is not valid.");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
    }

    /// <summary>The same for what starts or steers work, counted by key.</summary>
    public string Admit(Exchange exchange)
    {
        var owner = Authenticate(exchange);
        Limit(exchange, _starts, options.Forms.Contains(ServiceForm.RateByEndpoint) ? $"{owner} {exchange.Path}" : owner);
        return owner;
    }

    /// <summary>The same for an upload of files, counted by key.</summary>
    public string AdmitUpload(Exchange exchange)
    {
        var owner = Authenticate(exchange);
        Limit(exchange, _uploads, owner);
        return owner;
    }

    /// <summary>The same for environments and profiles, counted by the client's address.</summary>
    public string AdmitEnvironment(Exchange exchange)
    {
        var owner = Authenticate(exchange);
        Limit(exchange, _environments, exchange.ClientAddress);
        return owner;
    }

    public void Clear()
    {
        _starts.Clear();
        _uploads.Clear();
        _environments.Clear();
    }

    private void Limit(Exchange exchange, RateLimiter limiter, string who)
    {
        if (limiter.Limit == 0)
        {
            return;
        }

        (bool free, int remaining, var reset) = limiter.Take(who);
        exchange.AnswerHeaders["X-RateLimit-Limit"] = Number(limiter.Limit);
        exchange.AnswerHeaders["X-RateLimit-Remaining"] = Number(remaining);
        exchange.AnswerHeaders["X-RateLimit-Reset"] = Number(Math.Ceiling(reset.ToUnixTimeMilliseconds() / 1000.0));
        if (free)
        {
            return;
        }

        var wait = (reset - options.TimeProvider.GetUtcNow()).TotalSeconds;
        throw new Refusal(429, "RATE_LIMIT_EXCEEDED", "Too many requests.") { RetryAfter = (int)Math.Max(1, Math.Ceiling(wait)) };
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}

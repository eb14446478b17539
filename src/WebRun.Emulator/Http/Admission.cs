using System;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace WebRun.Emulator;

/// <summary>Lets a POST in: by its key, then by the rate limit. What is kept of a key is the start of its hash.</summary>
internal sealed class Admission(EmulatorOptions options, RateLimiter limiter)
{
    private const string Scheme = "Bearer ";

    /// <summary>The owner that the key belongs to, or a refusal.</summary>
    public string Admit(Exchange exchange)
    {
        var owner = Authenticate(exchange.Authorization);
        if (options.RateLimit > 0)
        {
            Limit(exchange, owner);
        }

        return owner;
    }

    private string Authenticate(string authorization)
    {
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

    private void Limit(Exchange exchange, string owner)
    {
        (bool free, int remaining, var reset) = limiter.Take(owner);
        exchange.AnswerHeaders["X-RateLimit-Limit"] = Number(options.RateLimit);
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

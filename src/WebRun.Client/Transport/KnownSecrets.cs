using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Security;
using WebRun.Models;

namespace WebRun.Transport;

/// <summary>What to mask in the answers and events of a service: the key in all of them, and in those of a session the secrets that were given for it.</summary>
/// <remarks>
/// Secrets are remembered for the whole process, whichever client they were given to, and beyond the end of their session, because a late poll may
/// repeat them. Only when many later sessions have secrets, the oldest are forgotten.
/// </remarks>
/// <param name="options">The service, and the key for it.</param>
internal sealed class KnownSecrets(WebRunClientOptions options)
{
    // Far more than sessions that can be open, or of which anything is still heard.
    private const int MaxOwners = 10_000;
    private const int MaxOfOwner = 1_000;
    private static readonly Dictionary<(Uri Service, string Owner), SecureString[]> Known = [];
    private static readonly Queue<(Uri Service, string Owner)> Order = new();
    private readonly SecretMask _keyOnly = new(options.ApiKey, []);
    private readonly ConditionalWeakTable<SecureString[], SecretMask> _masks = new();

    /// <summary>Remembers secrets.</summary>
    /// <param name="owner">The session that they were given for, or whatever else <see cref="OwnerOf"/> names; null to forget them at once.</param>
    /// <param name="secrets">The secrets.</param>
    public void Keep(string? owner, IReadOnlyList<SecureString> secrets)
    {
        if (owner is null || secrets.Count == 0)
        {
            return;
        }

        var place = (options.BaseUri, owner);
        lock (Known)
        {
            if (!Known.TryGetValue(place, out var known))
            {
                Order.Enqueue(place);
                known = [];
            }

            Known[place] = Joined(known, secrets);
            if (Order.Count > MaxOwners)
            {
                Known.Remove(Order.Dequeue());
            }
        }
    }

    /// <summary>What to mask in the answers to a request.</summary>
    public SecretMask For(ServiceRequest request) => Of(OwnerOf(request)).With(request.Secrets);

    /// <summary>What to mask in what is heard of a session.</summary>
    public SecretMask Of(string owner)
    {
        lock (Known)
        {
            return Known.TryGetValue((options.BaseUri, owner), out var secrets) ? _masks.GetValue(secrets, known => new SecretMask(options.ApiKey, known)) : _keyOnly;
        }
    }

    /// <summary>What the secrets of a request are known by: its session, or else the beginning of its path, such as that of all triggers.</summary>
    public static string OwnerOf(ServiceRequest request) => request.SessionId ?? request.Path.Split('/', '?')[0];

    // A batch gives the same ones again and again.
    private static SecureString[] Joined(SecureString[] known, IReadOnlyList<SecureString> secrets)
    {
        var more = secrets.Except(known).Where(secret => !known.Any(other => other.Length == secret.Length && other.Reveal() == secret.Reveal())).ToArray();
        return more.Length == 0 ? known : [.. known.Concat(more).Skip(known.Length + more.Length - MaxOfOwner)];
    }
}

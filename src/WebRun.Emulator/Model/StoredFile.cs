using System;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>A file that was uploaded.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class StoredFile(string owner, string name, ReceivedContent content, DateTimeOffset createdAt)
{
    private static readonly TimeSpan LifeWithoutEnvironment = TimeSpan.FromHours(1);

    private bool _isDeleted;

    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public string Owner { get; } = owner;

    /// <summary>The environment that keeps it; without one it lives for an hour.</summary>
    public string? EnvironmentId { get; set; }

    private DateTimeOffset? ExpiresAt => EnvironmentId is null ? createdAt + LifeWithoutEnvironment : null;

    public bool IsThere(DateTimeOffset now) => !_isDeleted && !(ExpiresAt <= now);

    public void Delete() => _isDeleted = true;

    /// <summary>As the answer to its upload describes it.</summary>
    public JsonObject Describe() => new() { ["fileId"] = Id, ["originalName"] = name, ["size"] = content.Size };

    /// <summary>As the list of an environment's files describes it.</summary>
    public JsonObject DescribeListed()
    {
        var described = Describe();
        described["createdAt"] = JsonText.Time(createdAt);
        return described;
    }

    public UploadRecord Record(DateTimeOffset now) => new()
    {
        FileId = Id,
        Owner = Owner,
        OriginalName = name,
        Size = content.Size,
        Sha256 = content.Sha256,
        Content = content.Head,
        EnvironmentId = EnvironmentId,
        CreatedAt = createdAt,
        ExpiresAt = ExpiresAt,
        IsThere = IsThere(now),
    };
}

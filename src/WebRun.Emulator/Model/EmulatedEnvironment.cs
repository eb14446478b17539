using System;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>A Chrome profile with files, that sessions can start from.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class EmulatedEnvironment(string owner, string name, string? description, TimeProvider time) : IDisposable
{
    private readonly DateTimeOffset _createdAt = time.GetUtcNow();
    private DateTimeOffset _updatedAt = time.GetUtcNow();
    private DateTimeOffset? _profileAt;
    private DateTimeOffset? _usedAt;
    private int _uses;
    private bool _isGone;
    private int _uploads;

    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public string Owner { get; } = owner;

    /// <summary>What was uploaded last.</summary>
    public StoredProfile? Profile { get; private set; }

    private string Status => _uploads > 0 ? "uploading" : Profile is null ? "empty" : "ready";

    public void BeginUpload() => _uploads++;

    /// <summary>An upload has ended; without a profile it has failed, and the previous profile stays.</summary>
    public void EndUpload(StoredProfile? profile)
    {
        _uploads--;
        if (profile is null)
        {
            return;
        }

        Profile?.Dispose();
        Profile = profile;
        if (_isGone)
        {
            profile.Dispose();
        }

        _profileAt = _updatedAt = time.GetUtcNow();
    }

    /// <summary>A session starts from it.</summary>
    public void Use()
    {
        _uses++;
        _usedAt = time.GetUtcNow();
    }

    public JsonObject Describe() => new()
    {
        ["_id"] = Id,
        ["userId"] = Owner,
        ["name"] = name,
        ["description"] = description,
        ["status"] = Status,
        ["createdAt"] = JsonText.Time(_createdAt),
        ["updatedAt"] = JsonText.Time(_updatedAt),
    };

    public JsonObject DescribeProfile()
    {
        var described = Describe();
        described["blobSize"] = Profile?.Content.Size;
        described["blobUploadedAt"] = TimeOrNull(_profileAt);
        described["lastUsedAt"] = TimeOrNull(_usedAt);
        described["usageCount"] = _uses;
        return described;
    }

    public EnvironmentRecord Record() => new()
    {
        EnvironmentId = Id,
        Owner = Owner,
        Name = name,
        Description = description,
        Status = Status,
        ProfileSize = Profile?.Content.Size,
        ProfileSha256 = Profile?.Content.Sha256,
        UsageCount = _uses,
        CreatedAt = _createdAt,
    };

    /// <summary>It is deleted; an upload that is still running leaves nothing behind.</summary>
    public void Dispose()
    {
        _isGone = true;
        Profile?.Dispose();
    }

    private static string? TimeOrNull(DateTimeOffset? at) => at is { } time ? JsonText.Time(time) : null;
}

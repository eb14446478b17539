using System;
using System.Collections.Generic;
using System.Linq;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>The files that were uploaded.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class FileStore(TimeProvider time)
{
    private readonly List<StoredFile> _files = [];

    public IEnumerable<UploadRecord> Records => _files.Select(file => file.Record(time.GetUtcNow()));

    public void Add(StoredFile file) => _files.Add(file);

    /// <summary>Lets a task use files; where its session has an environment, that keeps them from now on.</summary>
    /// <exception cref="Refusal">One does not exist.</exception>
    public void Use(string owner, IReadOnlyList<string> fileIds, string? environmentId)
    {
        StoredFile[] used = [.. fileIds.Select(id => Find(owner, id)
            ?? throw new Refusal(400, "INVALID_PARAMETER", $"files: the file '{id}' does not exist, or has expired."))];
        foreach (var file in used)
        {
            file.EnvironmentId ??= environmentId;
        }
    }

    public IEnumerable<StoredFile> Of(EmulatedEnvironment environment) =>
        _files.Where(file => string.Equals(file.EnvironmentId, environment.Id, StringComparison.Ordinal) && file.IsThere(time.GetUtcNow()));

    public void Clear() => _files.Clear();

    private StoredFile? Find(string owner, string id) => _files.Find(file =>
        string.Equals(file.Id, id, StringComparison.Ordinal) && string.Equals(file.Owner, owner, StringComparison.Ordinal) && file.IsThere(time.GetUtcNow()));
}

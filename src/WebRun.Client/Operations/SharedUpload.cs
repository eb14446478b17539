using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun;

/// <summary>An upload of files without an environment that many tasks share. It is done once, and again when the service is about to delete the files. Thread-safe.</summary>
/// <param name="client">Its clock says how old the upload is.</param>
/// <param name="upload">Uploads the files, and returns their ids.</param>
internal sealed class SharedUpload(WebRunClient client, Func<CancellationToken, Task<IReadOnlyList<string>>> upload)
{
    /// <summary>How long an upload is used: 50 minutes of the hour for which the service keeps files, so that tasks have time to fetch them.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(50);

    private readonly object _gate = new();
    private Task<IReadOnlyList<string>>? _ids;
    private long _begun;

    /// <summary>The ids; concurrent callers share one upload. An upload that has failed is not repeated, because it may have arrived.</summary>
    /// <param name="cancellationToken">Cancels the upload if this call started it.</param>
    /// <exception cref="WebRunException">The upload failed.</exception>
    public Task<IReadOnlyList<string>> GetIdsAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_ids is null || (_ids.Status == TaskStatus.RanToCompletion && client.Clock.GetElapsedTime(_begun) >= Life))
            {
                _begun = client.Clock.GetTimestamp();
                _ids = upload(cancellationToken);
            }

            return _ids;
        }
    }
}

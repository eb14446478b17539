using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary>Uploads open files with a progress bar, and says how many of them go into one request.</summary>
internal static class FileUploads
{
    /// <summary>The service takes 10 uploads a minute, so a request has several files.</summary>
    private const int MostFiles = 20;

    /// <summary>What is large goes alone, so that a failure costs little.</summary>
    private const long MostBytes = 256 * 1024 * 1024;

    /// <summary>True when a request with some files has room for another one.</summary>
    public static bool HasRoomFor(this IReadOnlyCollection<WebRunUpload> files, WebRunUpload other) =>
        files.Count == 0 || (files.Count < MostFiles && files.Sum(file => file.Length) + other.Length <= MostBytes);

    /// <summary>Uploads files in one request.</summary>
    /// <exception cref="WebRunException">As for <see cref="WebRunClient.UploadFilesAsync"/>.</exception>
    public static async Task<IReadOnlyList<WebRunFile>> UploadAsync(this WebRunClient client, IReadOnlyList<WebRunUpload> files, string? environmentId, CommandProgress progress, CancellationToken cancel)
    {
        var (id, total) = (new object(), files.Sum(file => file.Length));
        var name = files.Count == 1 ? files[0].Name : $"{files[0].Name} and {files.Count - 1} more";
        try
        {
            return await client.UploadFilesAsync(files, environmentId, sent => progress.Update(id, name, sent, total), cancel).ConfigureAwait(false);
        }
        finally
        {
            progress.Remove(id);
        }
    }
}

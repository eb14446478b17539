using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Execution;

/// <summary>Uploads open files with a progress bar, several in a request, or fewer if the service refuses so many.</summary>
internal static class FileUploads
{
    /// <summary>The service accepts 10 uploads a minute, so a request has several files.</summary>
    private const int MaxFiles = 20;

    /// <summary>Large files go alone, so that a failure costs little.</summary>
    private const long MaxBytes = 256 * 1024 * 1024;

    /// <summary>True if a request with some files has room for another one.</summary>
    public static bool HasRoomFor(this IReadOnlyCollection<WebRunUpload> files, WebRunUpload other) =>
        files.Count == 0 || (files.Count < MaxFiles && files.Sum(file => file.Length) + other.Length <= MaxBytes);

    /// <summary>Uploads any number of files, in their order.</summary>
    /// <param name="client">The service.</param>
    /// <param name="files">The files; they stay open.</param>
    /// <param name="environmentId">The environment that keeps them; without one (null) the service keeps them for an hour.</param>
    /// <param name="progress">The progress bar.</param>
    /// <param name="onUploaded">Called for each file that has arrived.</param>
    /// <param name="onFailed">Called for each file that has failed; an exception ends the upload.</param>
    /// <param name="cancellationToken">Stops the upload.</param>
    public static async Task UploadAsync(
        this WebRunClient client,
        IReadOnlyList<WebRunUpload> files,
        string? environmentId,
        CommandProgress progress,
        Action<WebRunFile> onUploaded,
        Action<WebRunUpload, WebRunException> onFailed,
        CancellationToken cancellationToken)
    {
        var requests = new Stack<IReadOnlyList<WebRunUpload>>(Requests(files).Reverse());
        while (requests.Count > 0)
        {
            var request = requests.Pop();
            try
            {
                foreach (var file in await SendAsync(client, request, environmentId, progress, cancellationToken).ConfigureAwait(false))
                {
                    onUploaded(file);
                }
            }
            catch (WebRunException e) when (e.Id == WebRunErrorId.FileTooLarge && request.Count > 1)
            {
                // The service kept nothing. Smaller requests may work for all files, or for all but the one that is too large.
                var half = request.Count / 2;
                requests.Push([.. request.Skip(half)]);
                requests.Push([.. request.Take(half)]);
            }
            catch (WebRunException e)
            {
                foreach (var file in request)
                {
                    onFailed(file, e);
                }
            }
        }
    }

    private static IEnumerable<IReadOnlyList<WebRunUpload>> Requests(IReadOnlyList<WebRunUpload> files)
    {
        List<WebRunUpload> request = [];
        foreach (var file in files)
        {
            if (!request.HasRoomFor(file))
            {
                yield return request;
                request = [];
            }

            request.Add(file);
        }

        if (request.Count > 0)
        {
            yield return request;
        }
    }

    private static async Task<IReadOnlyList<WebRunFile>> SendAsync(WebRunClient client, IReadOnlyList<WebRunUpload> files, string? environmentId, CommandProgress progress, CancellationToken cancellationToken)
    {
        var (id, total) = (new object(), files.Sum(file => file.Length));
        var name = files.Count == 1 ? files[0].Name : $"{files[0].Name} and {files.Count - 1} more";
        try
        {
            return await client.UploadFilesAsync(files, environmentId, sent => progress.Update(id, name, sent, total), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            progress.Remove(id);
        }
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>Files: upload, download, and those that an environment keeps.</content>
public sealed partial class WebRunClient
{
    /// <summary>Uploads files in one streamed request. It is never resent once it may have arrived, because a second upload would create a second file.</summary>
    /// <param name="files">The files; they stay open.</param>
    /// <param name="environmentId">The environment that keeps them; without one (null) the service keeps them for an hour.</param>
    /// <param name="onProgress">Receives the number of bytes sent so far for all files together; called from any thread, and should return quickly.</param>
    /// <param name="cancellationToken">Cancels the upload; nothing is kept, unless everything had been sent.</param>
    /// <returns>The files at the service, in the same order.</returns>
    /// <exception cref="WebRunException">
    /// <see cref="WebRunErrorId.FileTooLarge"/>: the service does not take that much. <see cref="WebRunErrorId.FileUnavailable"/>: one cannot be read to its end.
    /// <see cref="WebRunErrorId.OutcomeUnknown"/> where they may have been kept.
    /// </exception>
    public async Task<IReadOnlyList<WebRunFile>> UploadFilesAsync(IReadOnlyList<WebRunUpload> files, string? environmentId = null, Action<long>? onProgress = null, CancellationToken cancellationToken = default)
    {
        if (environmentId is not null)
        {
            _ = ServiceAddress.Segment(environmentId, "EnvironmentId");
        }

        var call = new ServiceRequest(RequestKind.Store, ServicePaths.Upload)
        {
            Method = HttpMethod.Post,
            Subject = "environment",
            IsLarge = true,
            Content = step => UploadContent.Form(UploadFields.Files, files, UploadFields.Of(environmentId), step, onProgress, cancellationToken),
        };
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        var kept = Read(call, answer, environmentId);
        return kept.Count == files.Count && kept.All(file => file.FileId is not null)
            ? kept
            : throw new WebRunException(WebRunErrorId.InvalidResponse, $"The service's answer to the upload names only {kept.Count} of {files.Count} file(s). The service may have kept them all; they were not sent again.");
    }

    /// <summary>Lists the files in an environment.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The environment does not exist, or the service's answer cannot be used.</exception>
    public async Task<IReadOnlyList<WebRunFile>> GetFilesAsync(string environmentId, CancellationToken cancellationToken = default)
    {
        var call = new ServiceRequest(RequestKind.Read, ServicePaths.FilesOf(environmentId)) { Subject = "environment" };
        return Read(call, await SendAsync(call, cancellationToken).ConfigureAwait(false), environmentId);
    }

    /// <summary>Deletes a file that an environment keeps.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="fileId">The file.</param>
    /// <param name="cancellationToken">Stops waiting for the confirmation.</param>
    /// <exception cref="WebRunException">The file does not exist, or the deletion is not confirmed.</exception>
    public Task RemoveFileAsync(string environmentId, string fileId, CancellationToken cancellationToken = default) =>
        DeleteAsync(ServicePaths.File(environmentId, fileId), $"file '{fileId}' or its {EnvironmentNamed(environmentId)}", cancellationToken);

    /// <summary>Downloads a file that a task produced, streamed to a temporary file beside the path and renamed when it is complete.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">The full path to save it as; its folder is created. The name that the service gives the file comes from outside, so it is not safe in a path.</param>
    /// <param name="how">Limits, and the callback for progress.</param>
    /// <param name="cancellationToken">Cancels the download; nothing is left behind.</param>
    /// <exception cref="WebRunException">
    /// The file was not saved, and nothing of it is left. <see cref="WebRunErrorId.UnsafeAddress"/>: its address is not fetched.
    /// <see cref="WebRunErrorId.NotFound"/>: it no longer exists. <see cref="WebRunErrorId.FileExists"/>, <see cref="WebRunErrorId.FileUnavailable"/>: the path.
    /// <see cref="WebRunErrorId.FileTooLarge"/>: larger than allowed.
    /// </exception>
    public async Task<FileInfo> DownloadFileAsync(WebRunFile file, string path, WebRunDownload? how = null, CancellationToken cancellationToken = default)
    {
        how ??= new WebRunDownload();
        if (!Uri.TryCreate(file.DownloadUrl, UriKind.Absolute, out var address))
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, "The file has no download address: you can only download files that a task produced.");
        }

        FileDownload.Checked(address, _options);
        PartialFile.Check(path, how.Overwrite);
        var download = new FileDownload(Scope.State.Connection, address, path, how);
        var started = _clock.GetTimestamp();

        // The end of the process cancels it, and waits until nothing of it is left on the disk.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ProcessEnd.Begun);
        var work = Scope.Pipeline.DownloadAsync(download, either.Token);
        ProcessEnd.WaitFor(work, _options.BaseUri);
        await work.ConfigureAwait(false);
        Scope.Log.Verbose?.Invoke($"GET a file from {address.Host}: {download.Size} bytes in {_clock.GetElapsedTime(started).TotalMilliseconds:0} ms");
        if (download.Warning is { } warning)
        {
            Scope.Log.Warning?.Invoke(warning);
        }

        return new FileInfo(path);
    }

    private IReadOnlyList<WebRunFile> Read(ServiceRequest call, ServiceResponse answer, string? environmentId) => FileResponses.List(answer, environmentId) ?? throw ErrorFactory.Refused(call, answer, _options.ApiKey);
}

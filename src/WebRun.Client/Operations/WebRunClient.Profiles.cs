using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>The Chrome profiles of environments: list, upload, download.</content>
public sealed partial class WebRunClient
{
    /// <summary>The maximum size of a profile's archive: 500 MiB.</summary>
    public const long MaxProfileBytes = 500L << 20;

    /// <summary>The account's environments, with what the service knows about the profile in each.</summary>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The service's answer cannot be used.</exception>
    public async Task<IReadOnlyList<WebRunEnvironmentProfile>> GetEnvironmentProfilesAsync(CancellationToken cancellationToken = default)
    {
        var call = new ServiceRequest(RequestKind.Read, ServicePaths.Profiles);
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return EnvironmentResponses.Profiles(answer) ?? throw ErrorFactory.Refused(call, answer, _options.ApiKey);
    }

    /// <summary>Uploads a Chrome profile, streamed, which replaces the one that the environment has once all of it has arrived.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="archive">A .tar.gz or .tgz of up to <see cref="MaxProfileBytes"/>; it stays open.</param>
    /// <param name="onProgress">Receives the number of bytes sent so far; called from any thread, and should return quickly.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <returns>The changed environment, as far as the service describes it.</returns>
    /// <exception cref="WebRunException">
    /// <see cref="WebRunErrorId.InvalidParameter"/>: it is not a .tar.gz or .tgz file. <see cref="WebRunErrorId.FileTooLarge"/>. <see cref="WebRunErrorId.NotFound"/>: the environment does not exist.
    /// <see cref="WebRunErrorId.FileUnavailable"/>: it cannot be read to its end. Otherwise the upload is not confirmed.
    /// </exception>
    public async Task<WebRunEnvironment> UploadProfileAsync(string environmentId, WebRunUpload archive, Action<long>? onProgress = null, CancellationToken cancellationToken = default)
    {
        await CheckAsync(archive, cancellationToken).ConfigureAwait(false);
        var call = new ServiceRequest(RequestKind.SetState, ServicePaths.UploadProfile(environmentId))
        {
            Method = HttpMethod.Post,
            Subject = EnvironmentNamed(environmentId),
            IsLarge = true,
            Content = step => UploadContent.Form(UploadFields.Archive, [archive], UploadFields.None, step, onProgress, cancellationToken),
        };
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.Success == true ? EnvironmentResponses.Read(answer) ?? new WebRunEnvironment { EnvironmentId = environmentId } : throw ErrorFactory.Refused(call, answer, _options.ApiKey);
    }

    /// <summary>Downloads the Chrome profile of an environment, a .tar.gz, through a link that the service signs for an hour. The key is not sent there.</summary>
    /// <param name="environmentId">The environment.</param>
    /// <param name="path">The full path to save it as; its folder is created.</param>
    /// <param name="how">Limits, and the callback for progress.</param>
    /// <param name="cancellationToken">Cancels the download; nothing is left behind.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.NotFound"/>: the environment does not exist, or has no profile. Else as for <see cref="DownloadFileAsync"/>.</exception>
    public async Task<FileInfo> DownloadProfileAsync(string environmentId, string path, WebRunDownload? how = null, CancellationToken cancellationToken = default)
    {
        how ??= new WebRunDownload();
        PartialFile.Check(path, how.Overwrite);
        var call = new ServiceRequest(RequestKind.Read, ServicePaths.DownloadProfile(environmentId)) { Subject = $"profile of {EnvironmentNamed(environmentId)}" };
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return EnvironmentResponses.DownloadUrl(answer) is { } link
            ? await DownloadFileAsync(new WebRunFile { DownloadUrl = link }, path, how, cancellationToken).ConfigureAwait(false)
            : throw ErrorFactory.Refused(call, answer, _options.ApiKey);
    }

    /// <summary>Refuses at once what the service would refuse only after the whole upload.</summary>
    private static async Task CheckAsync(WebRunUpload archive, CancellationToken cancellationToken)
    {
        if (archive.Length > MaxProfileBytes)
        {
            throw new WebRunException(WebRunErrorId.FileTooLarge, $"'{archive.Path}' is too large: it has {archive.Length} bytes, and a profile may have at most {MaxProfileBytes}.");
        }

        var head = new byte[2];
        archive.Content.Position = 0;
        _ = await LocalFile.DoAsync("read", archive.Path, () => archive.Content.ReadAsync(head, 0, head.Length, cancellationToken)).ConfigureAwait(false);
        if (!(archive.Name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || archive.Name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase)) || head is not [0x1f, 0x8b])
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"'{archive.Path}' is not a Chrome profile. Give an archive whose name ends in .tar.gz or .tgz, made with 'tar -czf profile.tar.gz'.");
        }
    }
}

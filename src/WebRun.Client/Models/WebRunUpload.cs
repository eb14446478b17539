using System;
using System.IO;
using WebRun.Models;
using WebRun.Storage;

namespace WebRun;

/// <summary>A file on this machine that is open for an upload, so that it cannot be replaced or removed before.</summary>
public sealed class WebRunUpload : IDisposable
{
    private readonly FileStream _file;

    private WebRunUpload(FileStream file)
    {
        _file = file;
        Length = file.Length;
    }

    /// <summary>The file's full path.</summary>
    public string Path => _file.Name;

    /// <summary>The name that the service will know it by.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Bytes; more than 0.</summary>
    public long Length { get; }

    /// <summary>What is sent.</summary>
    internal Stream Content => _file;

    /// <summary>Opens a file, and checks that it is not empty.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: a folder, or empty. <see cref="WebRunErrorId.FileUnavailable"/>: missing, locked, not yours to read, or a pipe or a device.</exception>
    public static WebRunUpload Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"'{path}' is a folder. Name its files; '{System.IO.Path.Combine(path, "*")}' names all of them.");
        }

        var upload = LocalFile.Do("read", path, () =>
        {
            SpecialFile.Refuse(path);
            return new WebRunUpload(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true));
        });
        if (upload.Length > 0)
        {
            return upload;
        }

        upload.Dispose();
        throw new WebRunException(WebRunErrorId.InvalidParameter, $"'{path}' is empty: there is nothing to upload.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

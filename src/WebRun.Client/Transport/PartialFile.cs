using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;
using WebRun.Storage;

namespace WebRun.Transport;

/// <summary>A file that gets its name only when it is complete. Until then it is a temporary file beside it, which is deleted if it is never completed.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private bool _isWhole;

    private PartialFile(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Creates the file, and its folder if that does not exist.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileUnavailable"/>: it cannot be written there.</exception>
    public static PartialFile Create(string path) => LocalFile.Do("written", path, () =>
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!).FullName;
        var unfinished = Path.Combine(folder, $".{Path.GetRandomFileName()}.part");
        return new PartialFile(path, new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, useAsync: true));
    });

    /// <summary>Checks that a file may get its name.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileExists"/>: another file has it and must not be replaced, or a folder has it.</exception>
    public static void Check(string path, bool overwrite)
    {
        if (Directory.Exists(path))
        {
            throw new WebRunException(WebRunErrorId.FileExists, $"'{path}' cannot be written: a folder has that name.");
        }

        if (!overwrite && File.Exists(path))
        {
            throw new WebRunException(WebRunErrorId.FileExists, $"'{path}' already exists.");
        }
    }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileUnavailable"/>: it cannot be written.</exception>
    public async Task WriteAsync(byte[] buffer, int count, CancellationToken cancellationToken)
    {
        await LocalFile.DoAsync("written", _path, async () =>
        {
            await _file.WriteAsync(buffer, 0, count, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        Length += count;
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="WebRunException">As for <see cref="Check"/> and <see cref="WriteAsync"/>.</exception>
    public void Finish(bool overwrite)
    {
        Check(_path, overwrite);
        _isWhole = LocalFile.Do("written", _path, () =>
        {
            _file.Dispose();
            SharedUse.Rename(_file.Name, _path, overwrite);
            return true;
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        if (!_isWhole)
        {
            PrivateFile.Delete(_file.Name);
        }
    }
}

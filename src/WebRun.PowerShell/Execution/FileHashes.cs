using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Security.Cryptography;
using WebRun.Models;

namespace WebRun.PowerShell.Execution;

/// <summary>Tells files by their content, and reads each of them once.</summary>
/// <param name="isStopping">True once the user no longer waits for it.</param>
internal sealed class FileHashes(Func<bool> isStopping)
{
    private readonly Dictionary<(string Path, long Length, DateTime Written), string> _known = [];

    /// <summary>The hash of a file's content. A file that has changed since is read again.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="WebRunException">It cannot be read.</exception>
    public string Of(string path)
    {
        using var file = WebRunUpload.Open(path);
        var version = (path, file.Length, File.GetLastWriteTimeUtc(path));
        if (!_known.TryGetValue(version, out var hash))
        {
            _known.Add(version, hash = LocalFile.Do("read", path, () => Hash(file.Content)));
        }

        return hash;
    }

    private string Hash(Stream content)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1024 * 1024];
        for (int read; (read = content.Read(buffer, 0, buffer.Length)) > 0;)
        {
            sha.AppendData(buffer, 0, read);
            if (isStopping())
            {
                throw new PipelineStoppedException();
            }
        }

        return Convert.ToBase64String(sha.GetHashAndReset());
    }
}

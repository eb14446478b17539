using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary>The files of -File: ids, and files on this machine, which are uploaded once, before the first task that uses them.</summary>
internal sealed class TaskFiles : IDisposable
{
    private const string Parameter = "File";

    // An id, or a file that is open for its upload.
    private readonly List<object> _files = [];
    private readonly object _gate = new();
    private Task<IReadOnlyList<string>>? _ids;

    /// <summary>Takes an object with a FileId, a file, or a text: a path where there is such a file, or where it looks like one; else an id.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: none of them. Else, the file cannot be uploaded.</exception>
    public void Add(PSCmdlet cmdlet, PSObject given)
    {
        if (given.BaseObject is FileSystemInfo info)
        {
            _files.Add(WebRunUpload.Open(info.FullName));
        }
        else if (given.BaseObject is not string && given.Properties["FileId"]?.Value?.ToString() is { Length: > 0 } id)
        {
            _files.Add(id);
        }
        else if (given.BaseObject is not string text || string.IsNullOrWhiteSpace(text))
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"The {Parameter} '{given}' is none: it takes ids, objects of Send-WebRunFile or Get-WebRunFile, and paths. A file of a task has to be saved with Save-WebRunFile first.");
        }
        else if (LiteralFile(cmdlet, text) is { } path)
        {
            _files.Add(WebRunUpload.Open(path));
        }
        else if (LooksLikePath(text))
        {
            foreach (var found in LocalPaths.Files(cmdlet, text, Parameter))
            {
                _files.Add(WebRunUpload.Open(found));
            }
        }
        else
        {
            _files.Add(text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_')
                ? text
                : throw new WebRunException(WebRunErrorId.InvalidParameter, $"The {Parameter} '{text}' is neither an id of an uploaded file nor the path of a file that is there."));
        }
    }

    /// <summary>The ids of all of them. The files are uploaded when it is first called, and never again, whatever comes of it.</summary>
    /// <exception cref="WebRunException">They are not uploaded.</exception>
    public Task<IReadOnlyList<string>> IdsAsync(WebRunClient client, CommandProgress progress, CancellationToken cancel)
    {
        lock (_gate)
        {
            return _ids ??= UploadAsync(client, progress, cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files.OfType<WebRunUpload>())
        {
            file.Dispose();
        }
    }

    private async Task<IReadOnlyList<string>> UploadAsync(WebRunClient client, CommandProgress progress, CancellationToken cancel)
    {
        var ids = new Dictionary<object, string>();
        var (batch, left) = (new List<WebRunUpload>(), new Queue<WebRunUpload>(_files.OfType<WebRunUpload>()));
        while (left.Count > 0)
        {
            batch.Add(left.Dequeue());
            if (left.Count == 0 || !batch.HasRoomFor(left.Peek()))
            {
                var uploaded = await client.UploadAsync(batch, null, progress, cancel).ConfigureAwait(false);
                for (var i = 0; i < batch.Count; i++)
                {
                    ids[batch[i]] = uploaded[i].FileId!;
                    batch[i].Dispose();
                }

                batch.Clear();
            }
        }

        return [.. _files.Select(file => file as string ?? ids[file])];
    }

    private static string? LiteralFile(PSCmdlet cmdlet, string text)
    {
        try
        {
            return LocalPaths.Literal(cmdlet, text, Parameter) is var path && (File.Exists(path) || Directory.Exists(path)) ? path : null;
        }
        catch (WebRunException)
        {
            // A text that is no path may still be an id.
            return null;
        }
    }

    private static bool LooksLikePath(string text) => text.IndexOfAny(['/', '\\', '.', ':', '~']) >= 0 || WildcardPattern.ContainsWildcardCharacters(text);
}

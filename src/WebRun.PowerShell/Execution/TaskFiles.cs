using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>The files of -File: ids, and files on this machine, which are uploaded before the first task that uses them, and again before the service forgets them.</summary>
internal sealed class TaskFiles : IDisposable
{
    private const string Parameter = "File";

    private readonly List<(string Text, bool IsPath)> _files = [];
    private readonly WebRunClient _client;
    private readonly CommandProgress _progress;
    private readonly SharedUpload _upload;

    // Kept open until the first upload, so that the file that was checked is the file that is sent.
    private List<WebRunUpload> _open = [];

    public TaskFiles(WebRunClient client, CommandProgress progress)
    {
        (_client, _progress) = (client, progress);
        _upload = new SharedUpload(client, UploadAsync);
    }

    /// <summary>Takes an object with a FileId, a file, or text: a path if such a file exists or it looks like one, otherwise an id.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is something else. Other ids: the file cannot be uploaded.</exception>
    public void Add(PSCmdlet cmdlet, PSObject given)
    {
        if (((given.BaseObject as FileSystemInfo)?.FullName ?? PipedKind.PathOf(given)) is { } whole)
        {
            Open(whole);
        }
        else if (given.BaseObject is not string && Wrapped.Of(given, "FileId")?.ToString() is { Length: > 0 } id)
        {
            _files.Add((id, IsPath: false));
        }
        else if (given.BaseObject is not string text || string.IsNullOrWhiteSpace(text))
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"The {Parameter} '{given}' is not a file to upload. Give ids, objects from Send-WebRunFile or Get-WebRunFile, or paths. To use a file of a task, save it with Save-WebRunFile first.");
        }
        else if (LiteralFile(cmdlet, text) is { } path)
        {
            Open(path);
        }
        else if (CellList.Of(text) is { Count: > 1 } several)
        {
            foreach (var one in several)
            {
                Add(cmdlet, new PSObject(one));
            }
        }
        else if (LooksLikePath(text))
        {
            foreach (var found in LocalPaths.Files(cmdlet, text, Parameter))
            {
                Open(found);
            }
        }
        else
        {
            _files.Add(text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_')
                ? (text, IsPath: false)
                : throw new WebRunException(WebRunErrorId.InvalidParameter, $"The {Parameter} '{text}' is not the id of an uploaded file or the path of an existing file."));
        }
    }

    /// <summary>The files as they were given: paths and ids.</summary>
    public IReadOnlyList<string> Names => [.. _files.Select(file => file.Text)];

    /// <summary>What tells the files from others: ids, and for paths the name and the content.</summary>
    /// <exception cref="WebRunException">A file cannot be read.</exception>
    public IReadOnlyList<string> Identities(FileHashes hashes) => [.. _files.Select(file => file.IsPath ? $"{Path.GetFileName(file.Text)} {hashes.Of(file.Text)}" : file.Text)];

    /// <summary>The ids of all files, which are uploaded first if necessary. Thread-safe.</summary>
    /// <exception cref="WebRunException">The upload failed.</exception>
    public Task<IReadOnlyList<string>> IdsAsync(CancellationToken cancellationToken) => _upload.GetIdsAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _open, []).ForEach(file => file.Dispose());

    private void Open(string path)
    {
        _open.Add(WebRunUpload.Open(path));
        _files.Add((path, IsPath: true));
    }

    private async Task<IReadOnlyList<string>> UploadAsync(CancellationToken cancellationToken)
    {
        var files = Interlocked.Exchange(ref _open, []);
        try
        {
            if (files.Count == 0)
            {
                files.AddRange(_files.Where(file => file.IsPath).Select(file => WebRunUpload.Open(file.Text)));
            }

            var ids = new Queue<string>();
            await _client.UploadAsync(files, null, _progress, file => ids.Enqueue(file.FileId!), Fail, cancellationToken).ConfigureAwait(false);
            return [.. _files.Select(file => file.IsPath ? ids.Dequeue() : file.Text)];
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    // A task without one of its files is not started.
    private static void Fail(WebRunUpload file, WebRunException failure) => throw (failure.Id == WebRunErrorId.FileTooLarge
        ? new WebRunException(failure.Id, $"The {Parameter} '{file.Path}' is too large. {failure.Message}", failure)
        : failure);

    private static string? LiteralFile(PSCmdlet cmdlet, string text)
    {
        try
        {
            return LocalPaths.Literal(cmdlet, text, Parameter) is var path && (File.Exists(path) || Directory.Exists(path)) ? path : null;
        }
        catch (WebRunException)
        {
            // Text that is not a path may still be an id.
            return null;
        }
    }

    private static bool LooksLikePath(string text) => text.IndexOfAny(['/', '\\', '.', ':', '~']) >= 0 || WildcardPattern.ContainsWildcardCharacters(text);
}

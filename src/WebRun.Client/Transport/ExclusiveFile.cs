using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Storage;

namespace WebRun.Transport;

/// <summary>A file that the processes of this user have one at a time, and their threads too. The system releases it when a process ends in any way.</summary>
/// <param name="path">The file. Neither it nor its folder has to exist.</param>
internal sealed class ExclusiveFile(string path)
{
    // About 2 s: a process holds the file for less than a millisecond, unless it is suspended. A count, because this process may be the one that was.
    private const int MaxAttempts = 400;
    private readonly object _use = new();

    /// <summary>Waits for the file, and uses it.</summary>
    /// <param name="use">Gets the file; null if it cannot be used, or another process does not release it.</param>
    public async Task<T> UseAsync<T>(Func<FileStream?, T> use)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (TryUse(use, attempt, out var result))
            {
                return result!;
            }

            // Waits in real time for another process, whatever the injected clock says.
            await Task.Delay(Pause).ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="UseAsync"/>
    public T Use<T>(Func<FileStream?, T> use)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (TryUse(use, attempt, out var result))
            {
                return result!;
            }

            // Its callers write in the background, or have to have written before they go on.
            Thread.Sleep(Pause);
        }
    }

    /// <summary>Uses the file unless another process has it now.</summary>
    /// <returns>False if it was not used.</returns>
    public bool TryUse(Func<FileStream?, bool> use) => TryUse(use, attempt: 1, out _);

    private static TimeSpan Pause => TimeSpan.FromMilliseconds(1 + (8 * RandomSource.Next()));

    private bool TryUse<T>(Func<FileStream?, T> use, int attempt, out T? result)
    {
        lock (_use)
        {
            if (TryOpen(out var file) || attempt == MaxAttempts)
            {
                using (file)
                {
                    result = use(file);
                    return true;
                }
            }
        }

        result = default;
        return false;
    }

    /// <summary>Opens the file; false while another process uses it. Without a usable folder there is no file.</summary>
    private bool TryOpen(out FileStream? file)
    {
        try
        {
            PrivateFile.CreateFolder(Path.GetDirectoryName(path)!);
            SpecialFile.RefuseLink(path);
            file = PrivateFile.TryOpenAlone(path);
            return file is not null;
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            file = null;
            return true;
        }
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Storage;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>
/// What tasks have cost, as the processes of this user have noted it: a file for each day of UTC, to which lines are only added.
/// A folder that cannot be used loses lines, and nothing else.
/// </summary>
/// <param name="statePath">The folder for data that outlives this process.</param>
internal sealed class CostLog(string statePath)
{
    private const string Extension = ".jsonl";

    // 50 ms or so, for which a task waits that has ended.
    private const int MaxOpenAttempts = 10;

    // For all days, because two processes may be at either side of midnight.
    private readonly ExclusiveFile _lock = new(Path.Combine(statePath, "costs", "lock"));

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.Combine(statePath, "costs");

    /// <summary>Does something while no other process adds lines.</summary>
    public Task<T> AloneAsync<T>(Func<T> use) => _lock.UseAsync(_ => use());

    /// <summary>Adds lines, after waiting for other processes.</summary>
    /// <returns>What went wrong; null if nothing did.</returns>
    public Exception? Add(IReadOnlyList<CostLine> lines) => _lock.Use(_ => Append(lines));

    /// <summary>Adds lines, unless another process is adding some now.</summary>
    /// <returns>False if nothing was added.</returns>
    public bool TryAdd(IReadOnlyList<CostLine> lines, out Exception? failure)
    {
        Exception? found = null;
        var isDone = _lock.TryUse(_ =>
        {
            found = Append(lines);
            return true;
        });
        failure = found;
        return isDone;
    }

    /// <summary>Adds lines. Only for who is alone.</summary>
    /// <returns>What went wrong; null if nothing did.</returns>
    public Exception? Append(IReadOnlyList<CostLine> lines)
    {
        try
        {
            PrivateFile.CreateFolder(Folder);
            foreach (var day in lines.GroupBy(line => line.At.UtcDateTime.Date))
            {
                Append(PathOf(day.Key), [.. day.SelectMany(line => line.ToJson())]);
            }

            return null;
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            return e;
        }
    }

    /// <summary>Reads all lines of the files from a day of UTC on, or only those that are new since the last call with the same positions.</summary>
    /// <param name="since">The first day.</param>
    /// <param name="positions">How far each file has been read.</param>
    public IEnumerable<CostLine> Read(DateTimeOffset since, Dictionary<string, long> positions)
    {
        // By name, because a clock that was set back has left files of days to come.
        var first = Path.GetFileName(PathOf(since.UtcDateTime.Date));
        foreach (var path in PrivateFile.List(Folder).Where(path => path.EndsWith(Extension, StringComparison.Ordinal) && string.CompareOrdinal(Path.GetFileName(path), first) >= 0).OrderBy(path => path, StringComparer.Ordinal))
        {
            positions.TryGetValue(path, out var position);
            var bytes = ReadFrom(path, ref position);
            var start = 0;
            for (int length; (length = bytes.AsSpan(start).IndexOf((byte)'\n')) >= 0; start += length + 1)
            {
                if (CostLine.FromJson(new ReadOnlyMemory<byte>(bytes, start, length)) is { } line)
                {
                    yield return line;
                }
            }

            // A line without its end is read again when it has one.
            positions[path] = position + start;
        }
    }

    private static byte[] ReadFrom(string path, ref long position)
    {
        try
        {
            SpecialFile.RefuseLink(path);
            using var file = PrivateFile.OpenShared(path);
            position = position <= file.Length ? position : 0;
            file.Position = position;
            using var content = new MemoryStream();
            file.CopyTo(content);
            return content.ToArray();
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            return [];
        }
    }

    private static void Append(string path, byte[] lines)
    {
        SpecialFile.RefuseLink(path);
        using var file = Open(path);
        var end = file.Seek(0, SeekOrigin.End);
        if (IsCut(file))
        {
            // A process was killed in the middle of a line, which must not spoil the next one.
            lines = [(byte)'\n', .. lines];
        }

        try
        {
            file.Write(lines, 0, lines.Length);
            file.Flush();
        }
        catch (IOException)
        {
            file.SetLength(end);
            throw;
        }
    }

    /// <summary>Opens a file, which a virus scanner may have for a moment.</summary>
    private static FileStream Open(string path)
    {
        for (var attempt = 1; attempt < MaxOpenAttempts; attempt++)
        {
            if (PrivateFile.TryOpenAlone(path, canBeRead: true) is { } file)
            {
                return file;
            }

            Thread.Sleep(attempt);
        }

        throw new IOException("Another program is using it.");
    }

    private static bool IsCut(FileStream file)
    {
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private string PathOf(DateTime day) => Path.Combine(Folder, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + Extension);
}

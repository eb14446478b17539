using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>A profile that was uploaded, in a temporary file that goes with it.</summary>
internal sealed class StoredProfile : IDisposable
{
    private readonly FileStream _file;

    private StoredProfile(FileStream file, ReceivedContent content)
    {
        _file = file;
        Content = content;
    }

    public ReceivedContent Content { get; }

    /// <summary>Keeps what <paramref name="receive"/> copies into a stream.</summary>
    /// <exception cref="Refusal">It is too large, or not compressed as a .tar.gz is.</exception>
    public static async Task<StoredProfile> ReceiveAsync(Func<Stream, Task<ReceivedContent>> receive, CancellationToken cancellationToken)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            var content = await receive(file);
            await file.FlushAsync(cancellationToken);
            return content.Head.Span is [0x1f, 0x8b, ..] ? new StoredProfile(file, content) : throw NotAnArchive();
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public static Refusal NotAnArchive() => new(400, "INVALID_PARAMETER", "file: only .tar.gz and .tgz files are allowed.");

    public int Read(long offset, Span<byte> buffer) => RandomAccess.Read(_file.SafeFileHandle, buffer, offset);

    public void Dispose() => _file.Dispose();
}

using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Live;

namespace WebRun.Client.Tests;

/// <summary>Whatever comes over a live link, down to the bytes of the WebSocket: the link goes on or ends, and hands on nothing that is no event.</summary>
public class LinkFuzzTests
{
    // A link costs more than a frame by itself.
    private static int Count => FuzzTests.Count / 20;

    private static readonly Gen<byte[]> Streams = Gen.Select(
        Mutations.Of(Gen.OneOf(GoodAnswers.Frames)).Array[1, 5],
        Gen.OneOf<byte>(0x81, 0x81, 0x81, 0x01, 0x82, 0x89, 0x88, 0xff),
        Gen.Int[-1, 200],
        Gen.Byte,
        (frames, opcode, at, other) =>
        {
            var bytes = frames.SelectMany(frame => Frame(frame, opcode)).ToArray();
            if (at >= 0 && at < bytes.Length)
            {
                bytes[at] = other;
            }

            return bytes;
        });

    [Fact]
    public Task Any_bytes_end_the_link_or_are_survived() => Cases.RunAsync(Streams.Select(bytes => new FuzzStream(bytes)), Count, Environment.ProcessorCount, ReadAsync);

    private static async Task ReadAsync(FuzzStream fuzz)
    {
        using var stream = new OneWayStream(fuzz.Bytes);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = false });
        using var heartbeat = TimeProvider.System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var endless = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var end = await SocketConnection.ReadAsync(socket, "s1", heartbeat, _ => Task.CompletedTask, (name, _) => Task.FromResult(name is not null), endless.Token);
            Assert.True(Enum.IsDefined(end));
        }
        catch (Exception e) when (e is WebSocketException or InvalidDataException)
        {
            // The link is broken, and is tried again.
            Assert.False(endless.IsCancellationRequested, "It does not end.");
        }
    }

    /// <summary>A frame as a server sends it.</summary>
    private static byte[] Frame(byte[] content, byte opcode)
    {
        byte[] header = content.Length < 126 ? [opcode, (byte)content.Length] : [opcode, 127, 0, 0, 0, 0, 0, 0, 0, 0];
        if (content.Length >= 126)
        {
            BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), content.Length);
        }

        return [.. header, .. content];
    }

    private sealed record FuzzStream(byte[] Bytes)
    {
        public override string ToString() => Convert.ToHexString(Bytes);
    }

    /// <summary>Gives what there is, then its end; takes whatever is written.</summary>
    private sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanWrite => true;

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}

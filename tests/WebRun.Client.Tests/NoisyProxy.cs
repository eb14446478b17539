using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>A bad line to a service: each connection is delayed, split into small pieces, or cut after some bytes in either direction, as its <see cref="Noise"/> says.</summary>
internal sealed class NoisyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _service;
    private readonly IReadOnlyList<Noise> _noises;
    private readonly Task _accepting;

    /// <summary>Starts it.</summary>
    /// <param name="service">The service.</param>
    /// <param name="noises">Of each connection, in their order; the others are quiet.</param>
    public NoisyProxy(Uri service, IReadOnlyList<Noise> noises)
    {
        (_service, _noises) = (service, noises);
        _listener.Start();
        BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public Uri BaseUri { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                open.Add(ServeAsync(client, _noises.ElementAtOrDefault(open.Count) ?? Noise.None));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The listener has stopped, before or while it was asked for the next one.
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client, Noise noise)
    {
        using var service = new TcpClient();
        using (client)
        {
            try
            {
                await service.ConnectAsync(IPAddress.Loopback, _service.Port, _stop.Token);
                await Task.WhenAny(PumpAsync(client, service, noise, noise.CutRequestAfter), PumpAsync(service, client, noise, noise.CutAnswerAfter));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The client sees a refused connection.
                return;
            }
        }
    }

    /// <summary>Passes bytes on until one side ends, or the line is cut.</summary>
    private async Task PumpAsync(TcpClient from, TcpClient to, Noise noise, int cutAfter)
    {
        var buffer = new byte[noise.Piece];
        try
        {
            for (int sent = 0, read; sent < cutAfter && (read = await from.GetStream().ReadAsync(buffer.AsMemory(0, Math.Min(noise.Piece, cutAfter - sent)), _stop.Token)) > 0; sent += read)
            {
                await Task.Delay(noise.Delay, _stop.Token);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e) when (e is System.IO.IOException or OperationCanceledException or InvalidOperationException)
        {
            return;
        }
    }
}

/// <summary>What a line does to a connection.</summary>
/// <param name="Delay">Before each piece.</param>
/// <param name="Piece">The most bytes that arrive together.</param>
/// <param name="CutRequestAfter">After how many bytes of requests it is cut.</param>
/// <param name="CutAnswerAfter">After how many bytes of answers it is cut.</param>
internal sealed record Noise(TimeSpan Delay, int Piece, int CutRequestAfter, int CutAnswerAfter)
{
    /// <summary>A good line.</summary>
    public static readonly Noise None = new(TimeSpan.Zero, 8192, int.MaxValue, int.MaxValue);
}

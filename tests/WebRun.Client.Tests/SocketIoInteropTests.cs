using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Live;
using WebRun.PowerShell.Tests;
using WebRun.Transport;

namespace WebRun.Client.Tests;

/// <summary>Our reader against the real <c>socket.io</c> server from npm.</summary>
public sealed class SocketIoInteropTests : IAsyncLifetime
{
    private const string Server =
        """
        import { Server } from 'socket.io';
        import { createInterface } from 'node:readline';
        const big = 'ä'.repeat(512 * 1024);
        const io = new Server(Number(process.argv[2]), { pingInterval: 200, pingTimeout: 10000, maxHttpBufferSize: 1e8 });
        io.use((socket, next) => socket.handshake.auth.sessionId === 's1' ? next() : next(new Error('Session not found')));
        io.on('connection', socket => {
            console.log('joined ' + socket.handshake.auth.sessionId + ' ' + socket.handshake.headers.authorization);
            socket.conn.on('heartbeat', () => console.log('beat'));
            socket.on('disconnect', reason => console.log('left ' + reason));
            socket.emit('message', { type: 'agent', content: '日本語 ä 😀 "quoted"', deep: { list: [1, { b: [null, true] }] } });
            socket.emit('message', { type: 'action', data: { name: 'binary', target: Buffer.from([1, 2, 3]) } });
            socket.emit('message', { type: 'response_update', data: { message: big } });
        });
        createInterface({ input: process.stdin }).on('line', () => io.emit('message', { type: 'agent', content: 'now' }));
        io.httpServer.on('listening', () => console.log('listening ' + io.httpServer.address().port));
        """;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "webrun-" + Guid.NewGuid().ToString("N"));
    private Process? _server;
    private string? _reason;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "package.json"), """{"type":"module","private":true}""");
        await File.WriteAllTextAsync(Path.Combine(_folder, "server.js"), Server);
        _reason = !await RunsAsync("node", "--version") ? "node is not on this machine."
            : !await RunsAsync("npm", "install --no-audit --no-fund --ignore-scripts --prefer-offline --fetch-retries 1 --fetch-retry-mintimeout 1000 socket.io@4") ? "npm could not install socket.io."
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Reads_what_the_real_server_sends_beats_with_it_takes_its_no_and_comes_back_after_its_restart()
    {
        Assert.SkipWhen(_reason is not null, _reason ?? "");
        var port = await StartAsync(0);
        var events = new ConcurrentQueue<WebRunEvent>();
        var options = new WebRunClientOptions { BaseUri = new Uri($"http://127.0.0.1:{port}") };

        var channels = new LiveChannels(options, new KnownSecrets(options), _ => { });
        using var live = channels.Listen("s1", told =>
        {
            events.Enqueue(told);
            return Task.CompletedTask;
        });
        Assert.Equal("joined s1 undefined", await ReadAsync("joined"));
        await Eventually.HoldsAsync(() => events.Count == 2);
        Assert.Equal("日本語 ä 😀 \"quoted\"", events.First().Text);
        Assert.Equal(512 * 1024, events.Last().Text!.Length);

        for (var beat = 0; beat < 4; beat++)
        {
            await ReadAsync("beat");
        }

        await _server!.StandardInput.WriteLineAsync("go");
        await Eventually.HoldsAsync(() => events.Count == 3);
        Assert.Equal((ChannelState.Joined, "now"), (live.State, events.Last().Text));

        using (var refused = channels.Listen("unknown", null))
        {
            await Eventually.HoldsAsync(() => refused.State == ChannelState.Ended);
        }

        await StopAsync();
        await Eventually.HoldsAsync(() => live.State == ChannelState.Broken);
        await StartAsync(port);
        await Eventually.HoldsAsync(() => live.State == ChannelState.Joined && events.Count == 5);
    }

    private async Task<int> StartAsync(int port)
    {
        _server = Start("node", $"server.js {port}");
        return int.Parse((await ReadAsync("listening")).Split(' ')[1], null);
    }

    private async Task<string> ReadAsync(string beginning)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await _server!.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException($"The server ended without saying '{beginning}': {await _server.StandardError.ReadToEndAsync(timeout.Token)}");
    }

    private async Task StopAsync()
    {
        if (_server is { } server)
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
            _server = null;
        }
    }

    private async Task<bool> RunsAsync(string program, string arguments)
    {
        try
        {
            using var process = Start(program, arguments);
            return await EndsWellAsync(process);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<bool> EndsWellAsync(Process process)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.StandardError.ReadToEndAsync(timeout.Token);
            await output;
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            // npm, where nothing answers it.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            return false;
        }
    }

    private Process Start(string program, string arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        WorkingDirectory = _folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}

using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WebRun.Emulator.Api;
using WebRun.Emulator.Live;
using WebRun.Emulator.Model;
using WebRun.Emulator.Recording;
using WebRun.Emulator.Requests;

namespace WebRun.Emulator;

/// <summary>
/// A local stand-in for the WebRun service, on loopback. Costs nothing, browses nothing, and keeps books of what a client
/// did to it. It lives in the process that starts it and is silent there.
/// </summary>
public sealed class WebRunEmulator : IAsyncDisposable
{
    // A client remembers a service by its address, so a free port is one that no emulator of this process has used.
    private static readonly ConcurrentDictionary<Uri, bool> Addresses = new();
    private readonly WebApplication _app;
    private readonly SessionStore _store;
    private readonly TriggerStore _triggers;
    private readonly Admission _admission;
    private readonly RequestRecorder _journal;
    private readonly SocketRecorder _sockets;
    private readonly DownloadRecorder _downloads;

    private WebRunEmulator(EmulatorOptions options)
    {
        _store = new SessionStore(options);
        _triggers = new TriggerStore(_store);
        _admission = new Admission(options);
        _journal = new RequestRecorder(options.TimeProvider, options.OnRequest);
        _sockets = new SocketRecorder(options.TimeProvider);
        _downloads = new DownloadRecorder();
        Recorder = new Recorder(_store, _triggers, _journal, _sockets, _downloads, () => BaseUri);
        _app = Build(options.Port);
        Map(options);
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:port/</c>.</summary>
    public Uri BaseUri { get; private set; } = new("http://127.0.0.1/");

    /// <summary>What has happened; also readable after the end.</summary>
    public Recorder Recorder { get; }

    /// <summary>The faults to apply.</summary>
    public FaultList Faults { get; } = new();

    /// <summary>Starts one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="System.IO.IOException">The port is in use.</exception>
    public static async Task<WebRunEmulator> StartAsync(EmulatorOptions? options = null)
    {
        options ??= new EmulatorOptions();
        options.Validate();
        while (true)
        {
            var emulator = new WebRunEmulator(options);
            try
            {
                await emulator._app.StartAsync();
                emulator.BaseUri = new Uri(emulator._app.Urls.Single());
            }
            catch
            {
                await emulator.DisposeAsync();
                throw;
            }

            if (Addresses.TryAdd(emulator.BaseUri, true) || options.Port != 0)
            {
                return emulator;
            }

            await emulator.DisposeAsync();
        }
    }

    /// <summary>Ends and forgets sessions, files, environments, triggers, requests and faults, and gives each key its rate and balance back.</summary>
    public void Reset()
    {
        lock (_store.Gate)
        {
            _triggers.Clear();
            _store.Clear();
        }

        Faults.Clear();
        _admission.Clear();
        _journal.Clear();
        _sockets.Clear();
        _downloads.Clear();
    }

    /// <summary>Stops; requests that are held are cut, and live links.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _triggers.Dispose();
        _store.Dispose();
    }

    // An empty builder reads no settings of the machine and logs nowhere.
    private static WebApplication Build(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);

            // A client may be slow: stopped in a debugger, or paused on purpose.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        return builder.Build();
    }

    private void Map(EmulatorOptions options)
    {
        var reader = new TaskRequestReader(options);
        var hold = new TaskHold(_store, options);
        var messages = new SessionMessages(_store, reader, options);
        var pipeline = new Pipeline(_journal, _sockets, new FaultPlayer(Faults, options), options, _app.Lifetime.ApplicationStopping);

        _app.Use(LoopbackHosts.RequireAsync);
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        Routes.MapService(
            _app,
            pipeline,
            new StartEndpoints(_store, _admission, reader, hold, options),
            new SendMessageEndpoint(_store, _admission, messages, hold),
            new ReadEndpoints(_store, options),
            new AccountEndpoints(_store, _admission, options),
            new SocketEndpoint(new LiveSessions(_store, messages, Faults, options.Forms.Contains(ServiceForm.LinkOutlivesSession)), options));
        Routes.MapFiles(_app, pipeline, new UploadEndpoint(_store, _admission, options), new DownloadEndpoint(_store, _downloads, options.TimeProvider));
        Routes.MapEnvironments(
            _app,
            pipeline,
            new EnvironmentEndpoints(_store, _admission, options),
            new ProfileEndpoints(_store, _admission, _downloads, options));
        Routes.MapTriggers(
            _app,
            pipeline,
            new TriggerEndpoints(_store, _triggers, _admission, new TriggerReader(reader, _store, options.TimeProvider), options));
        Routes.MapInspection(_app, pipeline, new InspectionEndpoints(Recorder, Faults, Reset), new ViewEndpoints(_store));
    }
}

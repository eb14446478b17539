using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace WebRun.Emulator;

/// <summary>
/// A local stand-in for the WebRun service, on loopback. Costs nothing, browses nothing, and keeps books of what a client
/// did to it. It lives in the process that starts it and is silent there.
/// </summary>
public sealed class WebRunEmulator : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SessionStore store;
    private readonly RateLimiter limiter;
    private readonly Journal journal;

    private WebRunEmulator(EmulatorOptions options)
    {
        store = new SessionStore(options);
        limiter = new RateLimiter(options);
        journal = new Journal(options);
        Books = new Books(store, journal);
        app = Build(options.Port);
        Map(options);
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:port/</c>.</summary>
    public Uri BaseUri => new(app.Urls.Single());

    /// <summary>What has happened; also readable after the end.</summary>
    public Books Books { get; }

    /// <summary>What shall go wrong.</summary>
    public FaultList Faults { get; } = new();

    /// <summary>Starts one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="System.IO.IOException">The port is in use.</exception>
    public static async Task<WebRunEmulator> StartAsync(EmulatorOptions? options = null)
    {
        options ??= new EmulatorOptions();
        options.Validate();
        var emulator = new WebRunEmulator(options);
        try
        {
            await emulator.app.StartAsync();
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends and forgets sessions, requests and faults, and gives each key its rate and balance back.</summary>
    public void Reset()
    {
        lock (store.Gate)
            store.Clear();

        Faults.Clear();
        limiter.Clear();
        journal.Clear();
    }

    /// <summary>Stops; requests that are held are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        store.Dispose();
    }

    // An empty builder reads no settings of the machine and logs nowhere.
    private static WebApplication Build(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        return builder.Build();
    }

    private void Map(EmulatorOptions options)
    {
        var admission = new Admission(options, limiter);
        var reader = new TaskRequestReader(options);
        var hold = new TaskHold(store, options);
        var pipeline = new Pipeline(journal, new FaultPlayer(Faults, options), app.Lifetime.ApplicationStopping);

        app.Use(LoopbackHosts.RequireAsync);
        Routes.MapService(
            app,
            pipeline,
            new StartEndpoints(store, admission, reader, hold, options),
            new SendMessageEndpoint(store, admission, reader, hold),
            new ReadEndpoints(store, options));
        Routes.MapInspection(app, pipeline, new InspectionEndpoints(Books, Faults, Reset));
    }
}

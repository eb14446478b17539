using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Shell;

namespace WebRun.PowerShell.Tests;

/// <summary>A machine to reach over SSH: an sshd on a loopback address, with the pinned PowerShell behind it and an account of its own.</summary>
internal sealed class SshMachine : IAsyncDisposable
{
    private readonly Process _sshd;
    private readonly Task<string> _log;

    private SshMachine(IPEndPoint endPoint, string statePath, Process sshd) =>
        (EndPoint, StatePath, _sshd, _log) = (endPoint, statePath, sshd, sshd.StandardError.ReadToEndAsync());

    /// <summary>Where it is reached.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Where it notes its open sessions.</summary>
    public string StatePath { get; }

    /// <summary>Starts it on a free port.</summary>
    /// <param name="sshd">The program.</param>
    /// <param name="address">A loopback address.</param>
    /// <param name="keys">The folder with the keys <c>host</c> and <c>user</c>.</param>
    /// <param name="emulator">The service that it works with.</param>
    public static async Task<SshMachine> StartAsync(string sshd, IPAddress address, string keys, WebRunEmulator emulator)
    {
        var folder = Directory.CreateDirectory(Path.Combine(keys, address.ToString())).FullName;
        var (statePath, config) = (Path.Combine(folder, "state"), Path.Combine(folder, "sshd_config"));
        Directory.CreateDirectory(statePath);
        while (true)
        {
            var endPoint = new IPEndPoint(address, FreePort(address));
            await File.WriteAllLinesAsync(config, Config(endPoint, keys, statePath, emulator), TestContext.Current.CancellationToken);
            var process = Child.Start(sshd, "-D", "-e", "-f", config);
            var told = "";
            while (await process.StandardError.ReadLineAsync().WaitAsync(Child.Patience) is { } line)
            {
                told += line + "\n";
                if (line.StartsWith("Server listening", StringComparison.Ordinal))
                {
                    return new SshMachine(endPoint, statePath, process);
                }
            }

            process.Dispose();

            // Another program may take the port first.
            Assert.True(told.Contains("in use", StringComparison.Ordinal), $"sshd did not start: {told}");
        }
    }

    /// <summary>Ends it with all that runs on it.</summary>
    public async ValueTask DisposeAsync()
    {
        _sshd.Kill(entireProcessTree: true);
        await _log.WaitAsync(Child.Patience);
        _sshd.Dispose();
    }

    /// <summary>A config that needs nothing of the system's. StrictModes would refuse a key below /tmp.</summary>
    private static IEnumerable<string> Config(IPEndPoint endPoint, string keys, string statePath, WebRunEmulator emulator)
    {
        var shell = PinnedPowerShell.StartInfo("-sshs", "-NoLogo", "-NoProfile");
        Dictionary<string, string?> environment = new()
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH"),
            ["PSModulePath"] = Engine.ModulePath,
            ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["WEBRUN_API_KEY"] = Engine.Key,
            ["WEBRUN_BASE_URL"] = emulator.BaseUri.AbsoluteUri,
            ["WEBRUN_STATE_PATH"] = statePath,
        };
        return
        [
            $"ListenAddress {endPoint}",
            $"HostKey {keys}/host",
            $"AuthorizedKeysFile {keys}/user.pub",
            "StrictModes no",
            "PasswordAuthentication no",
            "UsePAM no",
            "PidFile none",
            $"Subsystem powershell \"{string.Join("\" \"", [shell.FileName, .. shell.ArgumentList])}\"",
            "SetEnv " + string.Join(' ', environment.Select(variable => $"\"{variable.Key}={variable.Value}\"")),
        ];
    }

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

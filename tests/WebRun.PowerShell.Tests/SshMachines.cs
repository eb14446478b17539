using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Machines that PowerShell reaches over SSH, with keys made for them.</summary>
internal sealed class SshMachines : IAsyncDisposable
{
    private static readonly string[] Programs = ["sshd", "ssh", "ssh-keygen"];

    private readonly List<SshMachine> _machines = [];

    private SshMachines()
    {
    }

    /// <summary>A folder for what they and their caller need.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("webrun-ssh-").FullName;

    /// <summary>Their addresses.</summary>
    public IEnumerable<string> Addresses => _machines.Select(machine => machine.EndPoint.Address.ToString());

    /// <summary>Where each of them notes its open sessions.</summary>
    public IEnumerable<string> StatePaths => _machines.Select(machine => machine.StatePath);

    /// <summary>The parameters with which <c>Invoke-Command</c> reaches all of them, as a table to splat.</summary>
    public string Parameters =>
        $$"""
        @{
            HostName    = {{string.Join(", ", _machines.Select(machine => $"'{Environment.UserName}@{machine.EndPoint}'"))}}
            KeyFilePath = '{{Folder}}/user'
            Options     = @{ UserKnownHostsFile = '{{Folder}}/known_hosts'; IdentitiesOnly = 'yes'; BatchMode = 'yes' }
        }
        """;

    /// <summary>Starts them; skips the test where they cannot be had.</summary>
    /// <param name="emulator">The service that they work with.</param>
    /// <param name="count">How many.</param>
    public static async Task<SshMachines> StartAsync(WebRunEmulator emulator, int count)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These tests do not set up the sshd of Windows.");
        var missing = Programs.Where(program => Find(program) is null).ToList();
        Assert.SkipWhen(missing.Count > 0, $"There is no {string.Join(", no ", missing)} on this machine; OpenSSH's client and server have them.");
        IPAddress[] addresses = [.. Enumerable.Range(1, count).Select(number => new IPAddress([127, 0, 0, (byte)number]))];
        Assert.SkipUnless(Array.TrueForAll(addresses, IsLocal), "This machine has no loopback address but 127.0.0.1.");

        var machines = new SshMachines();
        try
        {
            await machines.StartAsync(addresses, emulator);
            return machines;
        }
        catch
        {
            await machines.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends them with all that runs on them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var machine in _machines)
        {
            await machine.DisposeAsync();
        }

        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A shell whose connection was cut may still be writing.
            return;
        }
    }

    private async Task StartAsync(IPAddress[] addresses, WebRunEmulator emulator)
    {
        if (Environment.IsPrivilegedProcess)
        {
            // Root's sshd locks its unprivileged part in there. Debian makes the folder when the system's own sshd starts.
            Directory.CreateDirectory("/run/sshd");
        }

        await Child.RunAsync(Find("ssh-keygen")!, "-q", "-t", "ed25519", "-N", "", "-f", $"{Folder}/host");
        await Child.RunAsync(Find("ssh-keygen")!, "-q", "-t", "ed25519", "-N", "", "-f", $"{Folder}/user");
        foreach (var address in addresses)
        {
            _machines.Add(await SshMachine.StartAsync(Find("sshd")!, address, Folder, emulator));
        }

        var hostKey = await File.ReadAllTextAsync($"{Folder}/host.pub", TestContext.Current.CancellationToken);
        var knownHosts = _machines.Select(machine => $"[{machine.EndPoint.Address}]:{machine.EndPoint.Port} {hostKey.Trim()}");
        await File.WriteAllLinesAsync($"{Folder}/known_hosts", knownHosts, TestContext.Current.CancellationToken);
    }

    /// <summary>The whole path of a program, without which sshd does not start; the folders of system programs are not always on the PATH.</summary>
    private static string? Find(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin".Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static bool IsLocal(IPAddress address)
    {
        try
        {
            using var listener = new TcpListener(address, 0);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

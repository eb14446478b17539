using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Shell;

/// <summary>The emulator in this process, and the environment variables that lead our commands to it.</summary>
internal sealed class EmulatedService : IAsyncDisposable
{
    /// <summary>The variable that holds a person's key.</summary>
    public const string KeyVariable = "WEBRUN_API_KEY";

    private const string AddressVariable = "WEBRUN_BASE_URL";

    private const string StateVariable = "WEBRUN_STATE_PATH";

    private readonly WebRunEmulator _emulator;

    // The sessions of this emulator end with it, and no other shell shall be warned of them.
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("webrun-shell-");

    private EmulatedService(WebRunEmulator emulator) => _emulator = emulator;

    /// <summary>Where it listens.</summary>
    public Uri Address => _emulator.BaseUri;

    /// <summary>Starts it and leads every command of this process to it, whatever account was set before.</summary>
    public static async Task<EmulatedService> StartAsync()
    {
        var service = new EmulatedService(await WebRunEmulator.StartAsync(new EmulatorOptions()));
        Environment.SetEnvironmentVariable(KeyVariable, $"enig_{RandomNumberGenerator.GetHexString(32, lowercase: true)}");
        Environment.SetEnvironmentVariable(AddressVariable, service.Address.AbsoluteUri);
        Environment.SetEnvironmentVariable(StateVariable, service._state.FullName);
        return service;
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _emulator.DisposeAsync();
        try
        {
            _state.Delete(recursive: true);
        }
        catch (IOException)
        {
            // The module may still be noting what became of a session. A folder of temporary files may stay.
            return;
        }
    }
}

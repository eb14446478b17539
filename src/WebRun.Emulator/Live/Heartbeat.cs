using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Emulator.Live;

/// <summary>Pings a client again and again, as long as it answers each time.</summary>
/// <param name="options">How often, and how long to wait for the answer.</param>
/// <param name="ping">Sends a ping.</param>
/// <param name="isOff">Whether pings are left out now.</param>
internal sealed class Heartbeat(EmulatorOptions options, Func<CancellationToken, Task> ping, Func<bool> isOff)
{
    private TaskCompletionSource _pong = new();

    /// <summary>Returns when a ping was not answered in time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.PingInterval, options.TimeProvider, cancellationToken);
            if (!isOff() && !await IsAnsweredAsync(cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>The client answers.</summary>
    public void Pong() => _pong.TrySetResult();

    // The ping itself may hang, behind what the client does not read.
    private async Task<bool> IsAnsweredAsync(CancellationToken cancellationToken)
    {
        _pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await Task.WhenAll(ping(cancellationToken), _pong.Task).WaitAsync(options.PingTimeout, options.TimeProvider, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}

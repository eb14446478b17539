using System;
using System.Threading;
using WebRun.Emulator.Forms;

namespace WebRun.Emulator.Model;

/// <summary>The browser behind a session, which can be lost for a moment or for good.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class Instance(EmulatorOptions options, Lock gate, LiveFeed feed) : IDisposable
{
    // How long a browser is away before it comes back.
    private static readonly TimeSpan Absence = TimeSpan.FromMilliseconds(500);

    private readonly Alarm _alarm = new(options.TimeProvider, gate);

    /// <summary>Loses it; it comes back, and then calls <paramref name="regained"/>.</summary>
    public void LoseForAMoment(Action regained) => Lose(Absence, () =>
    {
        feed.Publish(LiveEvent.InstanceBack);
        regained();
    });

    /// <summary>Loses it; it does not come back, and calls <paramref name="givenUp"/> when the grace period is over.</summary>
    public void LoseForGood(Action givenUp) => Lose(options.GracePeriod, givenUp);

    /// <summary>Stops waiting for it.</summary>
    public void Forget() => _alarm.Cancel();

    public void Dispose() => _alarm.Dispose();

    private void Lose(TimeSpan time, Action over)
    {
        feed.Publish(LiveEvent.InstanceLost(options.GracePeriod));
        _alarm.Set(time, over);
    }
}

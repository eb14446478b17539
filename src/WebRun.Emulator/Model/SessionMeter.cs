using System;

namespace WebRun.Emulator.Model;

/// <summary>How long a session has cost money, and how much that is.</summary>
internal sealed class SessionMeter(TimeProvider time)
{
    private const decimal DollarsPerMinute = 0.02m;

    private readonly long _began = time.GetTimestamp();
    private TimeSpan? _whole;

    public DateTimeOffset BeganAt { get; } = time.GetUtcNow();

    public DateTimeOffset? EndedAt { get; private set; }

    public TimeSpan Lived => _whole ?? time.GetElapsedTime(_began);

    /// <summary>USD, without the tasks.</summary>
    public decimal Cost => Math.Round(DollarsPerMinute * Lived.Ticks / TimeSpan.TicksPerMinute, 6);

    public void End()
    {
        _whole = Lived;
        EndedAt = time.GetUtcNow();
    }
}

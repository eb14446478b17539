using System;
using System.Collections.Generic;
using WebRun.Emulator.Settings;

namespace WebRun.Emulator;

/// <summary>How the emulated service behaves. The defaults are the real service's.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The loopback port, 0 … 65535; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>How long run-task and newTask hold a request before they answer "pending".</summary>
    public TimeSpan InlineWindow { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>How long a session may be idle before it expires; up to a day.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Requests per <see cref="RateWindow"/> and key to the three POST endpoints together, and as many uploads of files; 0 turns the limit off.</summary>
    public int RateLimit { get; init; } = 10;

    /// <summary>The sliding window of <see cref="RateLimit"/>; up to a day.</summary>
    public TimeSpan RateWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests per <see cref="EnvironmentRateWindow"/> and client address to environments and profiles; 0 turns the limit off.</summary>
    public int EnvironmentRateLimit { get; init; } = 100;

    /// <summary>The sliding window of <see cref="EnvironmentRateLimit"/>; up to a day.</summary>
    public TimeSpan EnvironmentRateWindow { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Bytes that a profile may have.</summary>
    public long ProfileSizeLimit { get; init; } = 500L << 20;

    /// <summary>Sessions that one key may have open at once; 0 turns the limit off.</summary>
    public int SessionLimit { get; init; } = 5;

    /// <summary>How often a live link is pinged; up to a day.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a live link may leave a ping unanswered before it is dropped; up to a day.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a session may be without its browser before it ends; up to a day.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The keys that are valid; <see langword="null"/> accepts every key without white space.</summary>
    public IReadOnlyCollection<string>? AcceptedKeys { get; init; }

    /// <summary>What each key has to spend, in USD.</summary>
    public decimal Balance { get; init; } = 12.50m;

    /// <summary>How long a task runs if its text does not say; up to an hour.</summary>
    public TimeSpan DefaultTaskDuration { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The forms in which it says everything; a task may ask for more.</summary>
    public IReadOnlyCollection<ServiceForm> Forms { get; init; } = [];

    /// <summary>How long each request that starts a task is held, even if the task is over sooner; null until there is news of it, within <see cref="InlineWindow"/>. Up to an hour.</summary>
    public TimeSpan? AnswerHold { get; init; }

    /// <summary>Bytes of an answer in the form <see cref="ServiceForm.Oversized"/>, and of a fault of that kind.</summary>
    public int OversizedAnswer { get; init; } = 64 << 20;

    /// <summary>Pixels of a session's picture from left to right, 1 … 10000.</summary>
    public int PictureWidth { get; init; } = 1024;

    /// <summary>Pixels of a session's picture from top to bottom, below the browser's own 155; 1 … 10000.</summary>
    public int PictureHeight { get; init; } = 600;

    /// <summary>Whether what clients send over live links is lost: neither acted upon nor answered.</summary>
    public bool IgnoresLiveMessages { get; init; }

    /// <summary>Whether a run of a trigger names its session, its task and its error, which the service does not document.</summary>
    public bool TriggerRunsNameTasks { get; init; }

    /// <summary>What it says again, by the path of a request, in every text of the answer, as a service that repeats what it was sent; by an empty path that of events. Null for nothing.</summary>
    public Func<string, string?>? Repeats { get; init; }

    /// <summary>Triggers that one key may have.</summary>
    public int TriggerLimit { get; init; } = 50;

    /// <summary>The clock of everything that the emulator times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Called for each request just before its answer is sent, also for those that become live links; from many threads.</summary>
    public Action<RequestRecord>? OnRequest { get; init; }

    internal void Validate()
    {
        Require.Between(Port, 0, 65535);
        Require.Between(InlineWindow, TimeSpan.Zero, TimeSpan.FromDays(1));
        Require.Between(IdleTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Require.Between(RateLimit, 0, int.MaxValue);
        Require.Between(RateWindow, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Require.Between(EnvironmentRateLimit, 0, int.MaxValue);
        Require.Between(EnvironmentRateWindow, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Require.Between(ProfileSizeLimit, 1L, long.MaxValue);
        Require.Between(SessionLimit, 0, int.MaxValue);
        Require.Between(TriggerLimit, 0, int.MaxValue);
        Require.Between(PingInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Require.Between(PingTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Require.Between(GracePeriod, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
        Require.Between(Balance, 0m, decimal.MaxValue);
        Require.Between(AnswerHold ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(AnswerHold));
        Require.Between(OversizedAnswer, 0, 1 << 30);
        Require.Between(PictureWidth, 1, 10_000);
        Require.Between(PictureHeight, 1, 10_000);
        Require.Between(DefaultTaskDuration, TimeSpan.Zero, TimeSpan.FromHours(1));
    }
}

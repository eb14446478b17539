using System;
using System.Threading;
using Microsoft.Extensions.Time.Testing;
using WebRun.Transport;

namespace WebRun.Client.Tests;

/// <summary>When a deadline has passed, also after the process or the machine was suspended.</summary>
public class DeadlineTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Deadline_passes_on_time()
    {
        using var deadline = new Deadline(_clock, TimeSpan.FromSeconds(10), CancellationToken.None);

        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(deadline.HasPassed);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(deadline.HasPassed);
        Assert.True(deadline.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(3600)]
    public void After_a_suspension_there_is_time_to_read_what_has_come(double seconds)
    {
        using var deadline = new Deadline(_clock, TimeSpan.FromSeconds(10), CancellationToken.None);

        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.False(deadline.Token.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(deadline.HasPassed);
    }

    [Fact]
    public void Restart_counts_from_its_own_moment()
    {
        using var deadline = new Deadline(_clock, TimeSpan.FromSeconds(10), CancellationToken.None);

        _clock.Advance(TimeSpan.FromSeconds(9));
        deadline.Restart(TimeSpan.FromSeconds(20));
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(deadline.HasPassed);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(deadline.HasPassed);
    }

    [Fact]
    public void Caller_that_cancels_is_not_the_time()
    {
        using var source = new CancellationTokenSource();
        using var deadline = new Deadline(_clock, TimeSpan.FromSeconds(10), source.Token);

        source.Cancel();
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(deadline.Token.IsCancellationRequested);
        Assert.False(deadline.HasPassed);
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace WebRun.Lifetime;

/// <summary>What the tasks of an account may cost in a day of this machine's calendar, over all processes of this user. A task counts for the day on which it was sent.</summary>
/// <param name="limit">USD.</param>
/// <param name="account">The service and the key.</param>
/// <param name="log">What all processes have noted; null to count this process alone.</param>
/// <param name="clock">Tells the day.</param>
internal sealed class DailyLimit(decimal limit, string account, CostLog? log, TimeProvider clock)
{
    // So long ago tasks may have run that say what the next one may cost.
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);
    private readonly CostIndex _index = new(account);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _positions = new(StringComparer.Ordinal);

    /// <summary>Takes what this process notes, because the log may not be usable.</summary>
    public void Take(CostLine line)
    {
        lock (_index)
        {
            TakeOwn(line);
        }
    }

    /// <summary>Reserves what a task may cost.</summary>
    /// <param name="tag">What the user calls its kind.</param>
    /// <param name="maxCost">The most that it may cost; null to take what is known of the like.</param>
    /// <param name="reserve">Makes the line for an amount.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.BudgetExceeded"/>: the limit has no room for it.</exception>
    public async Task ReserveAsync(string? tag, decimal? maxCost, Func<decimal, CostLine> reserve)
    {
        // The days before may take a while to read, and others are not to wait for that.
        Read();
        var refusal = log is null ? Reserve(tag, maxCost, reserve) : await log.AloneAsync(() => Reserve(tag, maxCost, reserve)).ConfigureAwait(false);
        if (refusal is not null)
        {
            throw refusal;
        }
    }

    private WebRunException? Reserve(string? tag, decimal? maxCost, Func<decimal, CostLine> reserve)
    {
        lock (_index)
        {
            Read();
            var now = clock.GetUtcNow();
            var shares = _index.Shares(LocalDay.StartOf(now, clock.LocalTimeZone));
            var costs = _index.CostsLike(tag);

            // What is only a guess never forbids the first task of a day.
            var amount = maxCost ?? Math.Min(limit, costs.Count > 0 ? costs.Max() : CostIndex.UnknownCost);
            if (shares.Sum(share => share.Spent + share.Held) + amount > limit)
            {
                return Refusal(shares, amount, isLimit: maxCost is not null, now);
            }

            var line = reserve(amount);
            TakeOwn(line);
            _ = log?.Append([line]);
            return null;
        }
    }

    private void Read()
    {
        lock (_index)
        {
            foreach (var line in log?.Read(clock.GetUtcNow() - Memory, _positions) ?? [])
            {
                // What this client has noted is known already, and more of it.
                if (line.Ticket is null || !_own.Contains(line.Ticket))
                {
                    _index.Take(line);
                }
            }
        }
    }

    private void TakeOwn(CostLine line)
    {
        _ = line.Ticket is not null && _own.Add(line.Ticket);
        _index.Take(line);
    }

    private WebRunException Refusal(IReadOnlyList<(ProcessIdentity Owner, decimal Spent, decimal Held)> shares, decimal amount, bool isLimit, DateTimeOffset now)
    {
        var (spent, held) = (shares.Sum(share => share.Spent), shares.Sum(share => share.Held));
        var parts = shares.OrderByDescending(share => share.Spent + share.Held).Take(5).Select(share => $"{Name(share.Owner)} {Usd(share.Spent)}{(share.Held > 0 ? $" and {Usd(share.Held)} reserved" : "")}");
        var by = shares.Count == 0 ? "" : $" ({string.Join(", ", parts)}{(shares.Count > 5 ? ", …" : "")})";
        var tomorrow = LocalDay.StartOf(LocalDay.StartOf(now, clock.LocalTimeZone) + TimeSpan.FromHours(36), clock.LocalTimeZone);
        return new WebRunException(
            WebRunErrorId.BudgetExceeded,
            $"The task was not started: it may cost {Usd(amount)} {(isLimit ? "by its maximum cost" : "by what is known of others")}, and of the day's limit of {Usd(limit)} tasks have spent {Usd(spent)}{(held > 0 ? $", and {Usd(held)} is reserved for tasks that may still cost it" : "")}{by}. The next day begins at {TimeZoneInfo.ConvertTime(tomorrow, clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}.")
        {
            IsDailyLimit = true,
        };
    }

    private static string Name(ProcessIdentity owner) => owner == ProcessIdentity.Current ? "this process" : FormattableString.Invariant($"process {owner.Id}{(owner.IsAlive ? "" : ", which has ended,")}");

    private static string Usd(decimal amount) => "$" + amount.ToString(amount == Math.Round(amount, 2) ? "0.00" : "0.0000", CultureInfo.InvariantCulture);
}

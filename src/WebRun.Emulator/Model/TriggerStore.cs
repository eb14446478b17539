using System;
using System.Collections.Generic;
using System.Linq;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>The triggers.</summary>
/// <remarks>Members are called under the emulator's lock, but for the disposal.</remarks>
internal sealed class TriggerStore(SessionStore store) : IDisposable
{
    private readonly List<EmulatedTrigger> _triggers = [];

    public IEnumerable<TriggerRecord> Records => _triggers.Select(trigger => trigger.Record());

    public IEnumerable<TriggerRunRecord> RunRecords => _triggers.SelectMany(trigger => trigger.Runs.Reverse()).Select(run => run.Record());

    public IEnumerable<EmulatedTrigger> Of(string owner) => _triggers.Where(trigger => string.Equals(trigger.Owner, owner, StringComparison.Ordinal));

    public void Add(EmulatedTrigger trigger) => _triggers.Add(trigger);

    public EmulatedTrigger Require(string id, string owner) =>
        Of(owner).FirstOrDefault(trigger => string.Equals(trigger.Id, id, StringComparison.Ordinal)) ?? throw Refusal.NotFound("trigger");

    public void Delete(EmulatedTrigger trigger)
    {
        _triggers.Remove(trigger);
        trigger.Dispose();
    }

    public void Clear()
    {
        _triggers.ForEach(trigger => trigger.Dispose());
        _triggers.Clear();
    }

    /// <summary>Halts every timer; what the books say stays.</summary>
    public void Dispose()
    {
        lock (store.Gate)
        {
            _triggers.ForEach(trigger => trigger.Dispose());
        }
    }
}

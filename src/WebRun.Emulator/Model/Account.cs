using System.Collections.Generic;
using System.Linq;

namespace WebRun.Emulator.Model;

/// <summary>What one owner has open, and has spent.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class Account
{
    private readonly List<EmulatedSession> _open = [];
    private decimal _spentOnEnded;

    /// <summary>How many sessions cost money now.</summary>
    public int OpenSessions
    {
        get
        {
            Settle();
            return _open.Count;
        }
    }

    /// <summary>USD so far, for all sessions.</summary>
    public decimal Spent
    {
        get
        {
            Settle();
            return _spentOnEnded + _open.Sum(session => session.Cost);
        }
    }

    public void Add(EmulatedSession session) => _open.Add(session);

    /// <summary>Counts each session that has ended once and for all, so that an emulator is as fast after its thousandth as before.</summary>
    private void Settle()
    {
        foreach (var ended in _open.Where(session => !session.IsOpen).ToList())
        {
            _spentOnEnded += ended.Cost;
            _open.Remove(ended);
        }
    }
}

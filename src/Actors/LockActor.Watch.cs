using LockActors.Actors.Monitoring;
using LockActors.Engine;
using LockActors.Monitoring;

namespace LockActors.Actors;

public sealed partial class LockActor
{
    private readonly ProcessMonitor? _monitor;
    private KeyHistory? _history;
    private bool _toldTokensUsedUp;

    /// <summary>Whether the lock is held, and how many wait.</summary>
    public (bool Held, int Waiting) Tally()
    {
        lock (_turn)
        {
            return _machine.Tally(_time.Monotonic());
        }
    }

    /// <summary>What happened to the lock lately; null when this actor has seen nothing.</summary>
    public LockActivity? Activity()
    {
        lock (_turn)
        {
            return _history?.Describe(Key);
        }
    }

    /// <summary>Puts the history aside for the next actor of the key. The last thing before this one goes.</summary>
    public void KeepHistory()
    {
        lock (_turn)
        {
            if (_history is not null)
            {
                _monitor!.Keep(Key, _history);
                _history = null;
            }
        }
    }

    private void Record(Decision decision)
    {
        _history ??= _monitor!.Begin(Key);
        _monitor!.Record(Key, _history, decision.Facts, _machine.At);
        foreach (ref readonly var fact in decision.Facts)
        {
            if (fact.Kind == LockEventKind.Rejected && fact.Token.Value > 0 && !_toldTokensUsedUp)
            {
                _toldTokensUsedUp = true;
                _monitor.RecordTokensUsedUp(Key, fact.Token);
            }
        }
    }
}

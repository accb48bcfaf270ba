namespace LockActors.Client;

/// <summary>Local hand-off: the lease goes to the next waiter of this process instead of back to the service.</summary>
internal sealed partial class HeldLease
{
    private readonly TimeSpan _handOverUntil;

    // Null once no turn can follow.
    private LocalTurns? _turns;

    /// <summary>Gives the lease to the next local waiter; then this turn is over. False when it must go back to the
    /// service.</summary>
    private bool TryHandOver(TimeSpan now)
    {
        if (_turns is null || !MayHandOver(now) || !_turns.TryTakeNext(out var next))
        {
            return false;
        }

        ClientInstruments.OnHeld(EndReason.Released, now - _since);
        _turn++;
        _since = now;
        _options = next.Options;
        _lost = null;
        _schedule.BeginTurn(next.Options, now);
        WatchNext();
        next.Grant(NewHandle());
        return true;
    }

    private bool MayHandOver(TimeSpan now) =>
        _turn + 1 < _grant.TokenBlock && now < _handOverUntil && _schedule.IsFreshAt(now);

    /// <summary>The next local waiter asks the service by itself.</summary>
    private void LeaveTurns()
    {
        var turns = _turns;
        _turns = null;
        turns?.PassOn();
    }
}

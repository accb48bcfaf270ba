namespace LockActors.Engine;

public sealed partial class LockMachine
{
    private bool _draining;

    /// <summary>Whether the lease store has yet to make a change, or to remove a lease that is over.</summary>
    public bool OwesStore => _effect.Verb != StoreVerb.None || _staleLeases.Count > 0;

    /// <summary>Grants nothing from now on, and removes at once what is left of leases that are over: the process is
    /// about to end. Open calls that wait for the lock are answered <see cref="AnswerKind.Unavailable"/>. A lease that
    /// is held stays.</summary>
    /// <param name="now">The time.</param>
    public Decision Drain(Moment now)
    {
        Begin(now);
        _draining = true;
        _removeAt = now.Monotonic;

        // There may be no later: a store that just failed is asked once more now.
        _storeRetryAt = now.Monotonic;
        if (_candidate is { Abandoned: false } candidate)
        {
            candidate.Abandoned = true;
            AnswerEnded(candidate, AnswerKind.Unavailable, EndReason.Dropped);
        }

        for (var waiter = _queue.First; waiter is not null;)
        {
            var behind = waiter.Behind;
            if (!waiter.Call.IsNone)
            {
                Leave(waiter, AnswerKind.Unavailable, EndReason.Dropped);
            }

            waiter = behind;
        }

        return Finish();
    }

    /// <summary>Answers an acquire that comes too late, unless it is a holder's.</summary>
    private bool RefuseInDrain(CallId call, RequestId request)
    {
        if (!_draining || _lease.IsHeldBy(request))
        {
            return false;
        }

        _decision.Add(new Answer { Call = call, Kind = AnswerKind.Unavailable, Request = request });
        return true;
    }
}

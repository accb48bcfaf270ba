namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>A deadline that comes later than this counts as a pause of the whole process.</summary>
    private static readonly TimeSpan PauseSlack = TimeSpan.FromMilliseconds(500);

    /// <summary>Does what is due. Every command does so first; this one is for when none comes.</summary>
    /// <param name="now">The time.</param>
    public Decision Expire(Moment now)
    {
        Begin(now);
        return Finish();
    }

    private void ExpireDue()
    {
        var now = _now.Monotonic;
        TimeSpan? lapsed = null;
        if (_lease.IsHeld && _lease.Deadline <= now && _effect.Verb != StoreVerb.Extend)
        {
            lapsed = _lease.Confirmed ? null : _lease.GrantedAt;
            EndLease(EndReason.Expired);
            PauseGrants(now + _limits.LockDelay);
        }

        _staleLeases.Forget(now);
        if (now - _nextDue > PauseSlack)
        {
            Forgive(now);
        }

        if (lapsed is { } since)
        {
            PassOverSilent(since);
        }

        if (_queue.NextDue <= now)
        {
            ExpireWaiters(now);
        }
    }

    /// <summary>While this process stood still, polls could not be heard: that silence is not the waiters' fault. Once
    /// for each poll, or a process that is always late would keep the dead for ever.</summary>
    private void Forgive(TimeSpan now)
    {
        for (var waiter = _queue.First; waiter is not null; waiter = waiter.Behind)
        {
            if (waiter.Call.IsNone && !waiter.Forgiven)
            {
                waiter.Forgiven = true;
                waiter.LiveUntil = now + _limits.LivenessWindow;
            }
        }
    }

    private void ExpireWaiters(TimeSpan now)
    {
        var waiter = _queue.First;
        while (waiter is not null)
        {
            var behind = waiter.Behind;
            if (waiter.WaitUntil <= now)
            {
                Leave(waiter, IsStoreFailing ? AnswerKind.Unavailable : AnswerKind.TimedOut, EndReason.TimedOut);
            }
            else if (!waiter.Call.IsNone && waiter.HoldUntil <= now)
            {
                AnswerQueued(waiter, waiter.Call);
                Detach(waiter);
            }
            else if (waiter.Call.IsNone && waiter.LiveUntil <= now)
            {
                Leave(waiter, AnswerKind.Ended, EndReason.Dropped);
            }

            waiter = behind;
        }

        _queue.RefreshDue();
    }

    private void PauseGrants(TimeSpan until)
    {
        if (until > _grantsFrom)
        {
            _grantsFrom = until;
        }
    }
}

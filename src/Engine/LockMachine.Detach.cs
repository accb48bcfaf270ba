namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>The client of an acquire is gone, because its connection broke. The request stays: it keeps its
    /// place for the liveness window, and is passed over until it is made again. A grant whose answer reached no
    /// client holds for the confirm window.</summary>
    /// <param name="call">The acquire, whose answer reached no client. One that another call of its request has
    /// replaced changes nothing. None for a waiter that polls.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    public Decision Detach(CallId call, RequestId request, Moment now)
    {
        Invariant.Require(!request.IsNone);
        Begin(now);
        if (_candidate is { Abandoned: false } candidate && candidate.Request == request && candidate.Call == call)
        {
            DetachGone(candidate);
        }
        else if (_queue.Find(request) is { NoWait: false } waiter && waiter.Call == call)
        {
            DetachGone(waiter);
            _queue.NoteDue(waiter);
        }
        else if (_lease.IsHeld && !call.IsNone && _lease.GrantedTo == call && _lease.HoldCount == 1
            && _lease.FirstHold == request)
        {
            _lease.GrantedTo = default;
            _lease.Confirmed = false;
            _lease.Deadline = Earlier(
                _lease.Deadline, Drift.GrantorDeadline(_now.Monotonic, _limits.ConfirmWindow));
        }

        return Finish();
    }

    private void DetachGone(Waiter waiter)
    {
        waiter.IsGone = true;
        if (!waiter.Call.IsNone)
        {
            AnswerQueued(waiter, waiter.Call);
            Detach(waiter);
        }
    }

    /// <summary>A grant lapsed that no client confirmed. Waiters that were as silent as its client meanwhile would cost
    /// the next ones as much again.</summary>
    private void PassOverSilent(TimeSpan since)
    {
        for (var waiter = _queue.First; waiter is not null; waiter = waiter.Behind)
        {
            waiter.IsGone |= waiter.Call.IsNone && waiter.LiveUntil - _limits.LivenessWindow <= since;
        }
    }

    /// <summary>Notes who is passed over, so that a request which is not placed finds its place again.</summary>
    /// <param name="candidate">The request that is placed.</param>
    /// <param name="before">The last waiter before it.</param>
    private static void Overtake(Waiter candidate, Waiter? before)
    {
        candidate.HasOvertaken = before is not null;
        for (; before is not null; before = before.Before)
        {
            before.PassedOverFor = candidate.Request;
        }
    }

    private void ReturnToPlace(Waiter candidate)
    {
        Waiter? last = null;
        for (var waiter = candidate.HasOvertaken ? _queue.First : null; waiter is not null; waiter = waiter.Behind)
        {
            last = waiter.PassedOverFor == candidate.Request ? waiter : last;
        }

        if (last is null)
        {
            _queue.AddFirst(candidate);
        }
        else
        {
            _queue.AddBehind(last, candidate);
        }
    }

    /// <summary>The first waiter that shows life. Where none does, the lock stays free for the first that
    /// does.</summary>
    private Waiter? NextWaiter()
    {
        var waiter = _draining ? null : _queue.First;
        while (waiter is { IsGone: true })
        {
            waiter = waiter.Behind;
        }

        return waiter;
    }
}

using LockActors.Monitoring;

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Asks for the lock. The same request id again is the same request: it gets the same answer, or keeps
    /// its place.</summary>
    /// <param name="call">The call to answer.</param>
    /// <param name="request">What is asked for, within the limits
    /// (<see cref="LockLimits.Check(LockKey, LockRequest)"/>).</param>
    /// <param name="newLease">The id that a new lease would get.</param>
    /// <param name="now">The time.</param>
    public Decision Acquire(CallId call, LockRequest request, LeaseId newLease, Moment now)
    {
        ArgumentNullException.ThrowIfNull(request);
        Invariant.Require(!request.Id.IsNone && !newLease.IsNone);
        Invariant.Require(request.TokenBlock > 0 && request.Ttl > TimeSpan.Zero);
        Begin(now);
        if (!RefuseInDrain(call, request.Id) && !Repeat(call, request) && !Reenter(call, request))
        {
            Enter(call, request, newLease);
        }

        return Finish();
    }

    private bool Repeat(CallId call, LockRequest request)
    {
        if (_lease.IsHeldBy(request.Id))
        {
            // A client that asks again is alive, so this confirms a pushed grant as well.
            GrantHeld(call, request);
            return true;
        }

        if (_candidate is { Abandoned: false } candidate && candidate.Request == request.Id)
        {
            Supersede(candidate);
            candidate.Call = call;
            candidate.IsGone = false;
            return true;
        }

        if (_queue.Find(request.Id) is { } waiter)
        {
            Supersede(waiter);
            Reorder(waiter, request);
            if (waiter.NoWait)
            {
                waiter.Call = call;
            }
            else
            {
                Attach(waiter, call, HoldOf(request));
            }

            return true;
        }

        var reason = _ended.ReasonOf(request.Id);
        if (reason == EndReason.None)
        {
            return false;
        }

        var kind = reason == EndReason.TimedOut ? AnswerKind.TimedOut : AnswerKind.Ended;
        _decision.Add(new Answer { Call = call, Kind = kind, Request = request.Id, Reason = reason });
        return true;
    }

    /// <summary>A request that was long on its way says later how long it has waited in truth.</summary>
    private void Reorder(Waiter waiter, LockRequest request)
    {
        var since = _now.Monotonic - WaitedOf(request);
        if (_orderUntil > _now.Monotonic && since < waiter.Since && !waiter.NoWait)
        {
            _queue.Remove(waiter);
            waiter.Since = since;
            _queue.AddBySince(waiter);
        }
    }

    private bool Reenter(CallId call, LockRequest request)
    {
        // A lease that was found in the store may have been released already, with its removal still under way: its
        // scope re-enters once a holder has shown that it lives.
        if (!_lease.IsHeld || _lease.Restored || request.ReentrancyScope.IsNone
            || _lease.Scope != request.ReentrancyScope)
        {
            return false;
        }

        if (_lease.HoldCount >= _limits.MaxHolds)
        {
            NoteRejected(request);
            Reject(call, request.Id, "reentrancyScope",
                $"reentrancyScope holds the lock {_lease.HoldCount} times already; the limit is {_limits.MaxHolds}.");
            return true;
        }

        _lease.AddHold(request.Id);
        NoteLease(LockEventKind.Reentered, request.Id);
        GrantHeld(call, request);
        return true;
    }

    /// <summary>Grants the lease that is held already to one of its holders.</summary>
    private void GrantHeld(CallId call, LockRequest request)
    {
        ConfirmLease();
        if (_lease.Restored)
        {
            _renewals.Add(new Renewal(call, request.Ttl > _lease.Ttl ? request.Ttl : _lease.Ttl, request.Id));
        }
        else
        {
            GrantHold(call, request.Id);
        }
    }

    /// <summary>The second hold is granted after the store knows of it, or a restart would let the first one's release
    /// free the lock under it.</summary>
    private void GrantHold(CallId call, RequestId request)
    {
        if (_lease.HoldCount > 1 && !_lease.IsReentered)
        {
            _renewals.Add(new Renewal(call, _lease.Ttl, request));
        }
        else
        {
            AnswerGranted(call, request);
        }
    }

    private void Enter(CallId call, LockRequest request, LeaseId newLease)
    {
        if (CanPlace && NextWaiter() is null)
        {
            var candidate = Rent();
            Fill(candidate, call, request, newLease);
            Overtake(candidate, _queue.Last);
            StartPlacing(candidate);
            return;
        }

        if (request.Wait <= TimeSpan.Zero && !IsSettling && !MayVerify && !AwaitsFirst)
        {
            var kind = IsStoreFailing ? AnswerKind.Unavailable : AnswerKind.Busy;
            var position = _queue.Count + 1;
            _decision.Add(new Answer { Call = call, Kind = kind, Request = request.Id, Position = position });
            return;
        }

        if (_queue.Count >= _limits.MaxWaiters)
        {
            NoteRejected(request);
            Reject(call, request.Id, LimitViolation.Waiters,
                $"The lock has {_queue.Count} waiters already; the limit is {_limits.MaxWaiters}.");
            return;
        }

        var waiter = Rent();
        Fill(waiter, request.Wait > TimeSpan.Zero ? default : call, request, newLease);
        waiter.HasQueued = !_awaitsRestore || _candidate is not null;
        if (_orderUntil > _now.Monotonic)
        {
            _queue.AddBySince(waiter);
        }
        else
        {
            _queue.AddLast(waiter);
        }

        if (!waiter.NoWait)
        {
            if (waiter.HasQueued)
            {
                NoteQueued(waiter);
            }

            Attach(waiter, call, HoldOf(request));
        }
        else if (_lease.Restored)
        {
            _verifyAt = _now.Monotonic;
        }
    }

    /// <summary>Whether a request that does not want to wait had better wait for a look into the store, since the lease
    /// that was found there may be gone.</summary>
    private bool MayVerify =>
        _lease.IsHeld && _lease.Restored && _queue.Count == 0 && _limits.MaxWaiters > 0 && !IsStoreFailing;

    /// <summary>Whether a request that does not want to wait is the first to ask, while the store has yet to tell who
    /// holds the lock.</summary>
    private bool AwaitsFirst =>
        _awaitsRestore && _queue.Count == 0 && _candidate is null && _limits.MaxWaiters > 0;

    /// <summary>Whether nothing stands between a new request and the store.</summary>
    private bool CanPlace =>
        (!_awaitsRestore || (_placesUnseen && _queue.Count == 0)) && !_lease.IsHeld
        && _effect.Verb == StoreVerb.None && _staleLeases.Count <= 1
        && _grantsFrom <= _now.Monotonic && _storeRetryAt <= _now.Monotonic;

    /// <summary>Whether the lock is free but for a release that is still on its way into the store: then a request that
    /// does not want to wait may wait for that much, instead of being told that a lock without a holder is
    /// busy.</summary>
    private bool IsSettling =>
        !_lease.IsHeld && _queue.Count == 0 && _limits.MaxWaiters > 0
        && _effect.Verb is StoreVerb.Remove or StoreVerb.Extend && _staleLeases.Count <= 1
        && _grantsFrom <= _now.Monotonic && !IsStoreFailing;

    private void Fill(Waiter waiter, CallId call, LockRequest request, LeaseId newLease) =>
        waiter.Fill(call, request, newLease, WaitOf(request), WaitedOf(request), HoldOf(request), _now.Monotonic);

    private static TimeSpan WaitOf(LockRequest request) => Earlier(request.Wait, LockRequest.WithoutEnd);

    /// <summary>How much of the wait is over already, at a machine before this one.</summary>
    private static TimeSpan WaitedOf(LockRequest request) => Earlier(request.WaitedFor, WaitOf(request));

    /// <summary>How long the call may stay open while the request is queued.</summary>
    private static TimeSpan HoldOf(LockRequest request) =>
        request.Hold is { } hold ? Earlier(hold, WaitOf(request)) : WaitOf(request);

    private void Attach(Waiter waiter, CallId call, TimeSpan hold)
    {
        waiter.IsGone = false;
        if (hold > TimeSpan.Zero && !call.IsNone)
        {
            waiter.Call = call;
            waiter.HoldUntil = _now.Monotonic + hold;
        }
        else
        {
            AnswerQueued(waiter, call);
            Detach(waiter);
        }

        _queue.NoteDue(waiter);
    }

    private void Detach(Waiter waiter)
    {
        waiter.Call = default;
        waiter.LiveUntil = _now.Monotonic + _limits.LivenessWindow;
        waiter.Forgiven = false;
    }

    /// <summary>A second call for the same request takes the place of the first, which is answered with what is
    /// true.</summary>
    private void Supersede(Waiter waiter)
    {
        if (!waiter.Call.IsNone)
        {
            AnswerQueued(waiter, waiter.Call);
        }
    }

    private void AnswerQueued(Waiter waiter, CallId call) => _decision.Add(new Answer
    {
        Call = call,
        Kind = AnswerKind.Queued,
        Request = waiter.Request,
        Position = WaiterQueue.PositionOf(waiter),
    });

    private void AnswerGranted(CallId call, RequestId request) => _decision.Add(new Answer
    {
        Call = call,
        Kind = AnswerKind.Granted,
        Request = request,
        Lease = _lease.Id,
        Token = _lease.Token,
        TokenBlock = _lease.TokenBlock,
        Ttl = _lease.Ttl,
        CountedFrom = _lease.CountedFrom,
        ValidFor = _lease.Confirmed ? _lease.Ttl : Earlier(_limits.ConfirmWindow, _lease.Ttl),
        Confirmed = _lease.Confirmed,
    });

    private void Reject(CallId call, RequestId request, string field, string message) => _decision.Add(new Answer
    {
        Call = call,
        Kind = AnswerKind.Rejected,
        Request = request,
        Violation = new LimitViolation(field, message),
    });
}

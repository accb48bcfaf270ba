using LockActors.Monitoring;

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Asks for the lock. The same request id again is the same request: it gets the same answer, or keeps
    /// its place.</summary>
    /// <param name="call">The call to answer.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="now">The time.</param>
    public Decision Acquire(CallId call, in AcquireCommand command, Moment now)
    {
        Invariant.Require(!command.Request.IsNone && !command.NewLease.IsNone);
        Invariant.Require(command.TokenBlock > 0 && command.Ttl > TimeSpan.Zero);
        Begin(now);
        if (!RefuseInDrain(call, command.Request) && !Repeat(call, command) && !Reenter(call, command))
        {
            Enter(call, command);
        }

        return Finish();
    }

    private bool Repeat(CallId call, in AcquireCommand command)
    {
        var request = command.Request;
        if (_lease.IsHeldBy(request))
        {
            // A client that asks again is alive, so this confirms a pushed grant as well.
            GrantHeld(call, command);
            return true;
        }

        if (_candidate is { Abandoned: false } candidate && candidate.Request == request)
        {
            Supersede(candidate);
            candidate.Call = call;
            candidate.IsGone = false;
            return true;
        }

        if (_queue.Find(request) is { } waiter)
        {
            Supersede(waiter);
            Reorder(waiter, command);
            if (waiter.TryOnly)
            {
                waiter.Call = call;
            }
            else
            {
                Attach(waiter, call, command.Hold);
            }

            return true;
        }

        var reason = _ended.ReasonOf(request);
        if (reason == EndReason.None)
        {
            return false;
        }

        var kind = reason == EndReason.TimedOut ? AnswerKind.TimedOut : AnswerKind.Ended;
        _decision.Add(new Answer { Call = call, Kind = kind, Request = request, Reason = reason });
        return true;
    }

    /// <summary>A request that was long on its way says later how long it has waited in truth.</summary>
    private void Reorder(Waiter waiter, in AcquireCommand command)
    {
        var since = _now.Monotonic - command.WaitedFor;
        if (_orderUntil > _now.Monotonic && since < waiter.Since && !waiter.TryOnly)
        {
            _queue.Remove(waiter);
            waiter.Since = since;
            _queue.AddBySince(waiter);
        }
    }

    private bool Reenter(CallId call, in AcquireCommand command)
    {
        // A lease that was found in the store may have been released already, with its removal still under way: its
        // scope re-enters once a holder has shown that it lives.
        if (!_lease.IsHeld || _lease.Restored || command.ReentrancyScope.IsNone
            || _lease.Scope != command.ReentrancyScope)
        {
            return false;
        }

        if (_lease.HoldCount >= _limits.MaxHolds)
        {
            NoteRejected(command);
            Reject(call, command.Request, "reentrancyScope",
                $"reentrancyScope holds the lock {_lease.HoldCount} times already; the limit is {_limits.MaxHolds}.");
            return true;
        }

        _lease.AddHold(command.Request);
        NoteLease(LockEventKind.Reentered, command.Request);
        GrantHeld(call, command);
        return true;
    }

    /// <summary>Grants the lease that is held already to one of its holders.</summary>
    private void GrantHeld(CallId call, in AcquireCommand command)
    {
        ConfirmLease();
        if (_lease.Restored)
        {
            _renewals.Add(new Renewal(call, command.Ttl > _lease.Ttl ? command.Ttl : _lease.Ttl, command.Request));
        }
        else
        {
            GrantHold(call, command.Request);
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

    private void Enter(CallId call, in AcquireCommand command)
    {
        if (CanPlace && NextWaiter() is null)
        {
            var candidate = Rent();
            candidate.Fill(call, command, _now.Monotonic);
            Overtake(candidate, _queue.Last);
            StartPlacing(candidate);
            return;
        }

        if (command.Wait <= TimeSpan.Zero && !IsSettling && !MayLook && !AwaitsFirst)
        {
            var kind = IsStoreFailing ? AnswerKind.Unavailable : AnswerKind.Busy;
            var position = _queue.Count + 1;
            _decision.Add(new Answer { Call = call, Kind = kind, Request = command.Request, Position = position });
            return;
        }

        if (_queue.Count >= _limits.MaxWaiters)
        {
            NoteRejected(command);
            Reject(call, command.Request, "key",
                $"key has {_queue.Count} waiters already; the limit is {_limits.MaxWaiters}.");
            return;
        }

        var waiter = Rent();
        waiter.Fill(command.Wait > TimeSpan.Zero ? default : call, command, _now.Monotonic);
        waiter.HasQueued = !_awaitsRestore;
        if (_orderUntil > _now.Monotonic)
        {
            _queue.AddBySince(waiter);
        }
        else
        {
            _queue.AddLast(waiter);
        }

        if (!waiter.TryOnly)
        {
            if (waiter.HasQueued)
            {
                NoteQueued(waiter);
            }

            Attach(waiter, call, command.Hold);
        }
        else if (_lease.Restored)
        {
            _lookAt = _now.Monotonic;
        }
    }

    /// <summary>Whether a request that does not want to wait had better wait for a look into the store, since the lease
    /// that was found there may be gone.</summary>
    private bool MayLook =>
        _lease.IsHeld && _lease.Restored && _queue.Count == 0 && _limits.MaxWaiters > 0 && !IsStoreFailing;

    /// <summary>Whether a request that does not want to wait is the first to ask, while the store has yet to tell who
    /// holds the lock.</summary>
    private bool AwaitsFirst => _awaitsRestore && _queue.Count == 0 && _limits.MaxWaiters > 0;

    /// <summary>Whether nothing stands between a new request and the store.</summary>
    private bool CanPlace =>
        !_awaitsRestore && !_lease.IsHeld && _effect.Verb == StoreVerb.None && _residue.Count <= 1
        && _grantsFrom <= _now.Monotonic && _storeRetryAt <= _now.Monotonic;

    /// <summary>Whether the lock is free but for a release that is still on its way into the store: then a request that
    /// does not want to wait may wait for that much, instead of being told that a lock without a holder is
    /// busy.</summary>
    private bool IsSettling =>
        !_lease.IsHeld && _queue.Count == 0 && _limits.MaxWaiters > 0
        && _effect.Verb is StoreVerb.Remove or StoreVerb.Extend && _residue.Count <= 1
        && _grantsFrom <= _now.Monotonic && !IsStoreFailing;

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

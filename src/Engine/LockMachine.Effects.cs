using LockActors.Monitoring;

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Starts the next change of the store, if one is due and none is on its way. What comes first: the
    /// holder's renewal, then what is left of earlier leases, then the next waiter.</summary>
    private void StartNextEffect()
    {
        if (_effect.Verb != StoreVerb.None || _frozen || _awaitsRestore)
        {
            return;
        }

        var now = _now.Monotonic;
        if (_lease.IsHeld)
        {
            AnswerEvictions(AnswerKind.NotHeld);
            if (_renewals.Count > 0)
            {
                StartExtending();
            }
            else if (MustVerify && VerifyDue <= now)
            {
                StartVerifying();
            }
            else if (!_lease.Restored)
            {
                DismissNoWait(AnswerKind.Busy);
            }

            return;
        }

        if (_storeRetryAt > now)
        {
            AnswerEvictions(AnswerKind.Unavailable);
            DismissNoWait(AnswerKind.Unavailable);
        }
        else if (_evictions.Count > 0)
        {
            StartEviction();
        }
        else if (MustRemove && (_staleLeases.Count > 1 || _removeAt <= now))
        {
            var old = _staleLeases.First;
            Start(new StoreEffect { Verb = StoreVerb.Remove, Lease = old.Lease, OldLeftAtMost = LeftAtMost(old) });
        }
        else if (_grantsFrom > now)
        {
            DismissNoWait(AnswerKind.Busy);
        }
        else
        {
            // One that is refused leaves the next one its turn.
            while (_candidate is null && _staleLeases.Count <= 1 && NextWaiter() is { } next)
            {
                Overtake(next, next.Before);
                _queue.Remove(next);
                StartPlacing(next);
            }
        }
    }

    /// <summary>Whether a lease that is over must be removed by itself, because no grant can replace it.</summary>
    private bool MustRemove => _staleLeases.Count > (NextWaiter() is null ? 0 : 1);

    private TimeSpan LeftAtMost(in StaleLeases.Entry old) =>
        old.Guarded ? old.Until - _now.Monotonic : TimeSpan.MaxValue;

    private void StartPlacing(Waiter candidate)
    {
        Invariant.Require(!_lease.IsHeld && _candidate is null && _staleLeases.Count <= 1);
        var last = Math.Max(_lastToken + 1, _now.UnixMicroseconds) + candidate.TokenBlock - 1;
        if (_lastToken >= FencingToken.Highest || last > FencingToken.Highest)
        {
            RefuseForTokens(candidate);
            return;
        }

        _candidate = candidate;
        _lastToken = last;
        candidate.Token = new FencingToken(_lastToken - candidate.TokenBlock + 1);
        var old = _staleLeases.Count == 1 ? _staleLeases.First : default;
        Start(new StoreEffect
        {
            Verb = old.Lease.IsNone || old.Lease == candidate.Lease ? StoreVerb.Place : StoreVerb.Replace,
            Lease = candidate.Lease,
            Old = old.Lease,
            OldLeftAtMost = LeftAtMost(old),
            Token = candidate.Token,
            TokenBlock = candidate.TokenBlock,
            Ttl = candidate.Ttl,
            Longest = Longest,
            Holder = candidate.Holder,
            ReentrancyScope = candidate.Scope,
            Request = candidate.Request,
        });
    }

    /// <summary>A higher token would not count as one in the store, and the next could be lower. A waiter without an
    /// open call learns it when it asks again.</summary>
    private void RefuseForTokens(Waiter candidate)
    {
        NoteWaiter(LockEventKind.Rejected, candidate, Fence);
        if (!candidate.Call.IsNone)
        {
            Reject(candidate.Call, candidate.Request, "key",
                $"key has no {(candidate.TokenBlock > 1 ? $"{candidate.TokenBlock} fencing tokens" : "fencing token")} "
                + $"left: the last one is {Fence}, the highest is {FencingToken.Highest}.");
        }

        if (candidate.Attempted)
        {
            LeaveStaleLease(candidate);
        }

        Recycle(candidate);
    }

    private void Grant(in StoreEffect effect)
    {
        var winner = TakeCandidate();
        Invariant.Require(!_lease.IsHeld && winner.Lease == effect.Lease && winner.Token == effect.Token);
        _heldOutside = false;
        _heldOverlong = false;
        _outsideLooks = 0;
        _pausedFor = default;
        if (winner.Abandoned)
        {
            LeaveStaleLease(winner);
            Recycle(winner);
            return;
        }

        var now = _now.Monotonic;

        // A grant whose caller does not listen may have no holder.
        var confirmed = !winner.Call.IsNone && !(winner.NeedsConfirm && winner.HasQueued);
        var full = Drift.GrantorDeadline(now, winner.Ttl);
        _lease = new Lease
        {
            Id = winner.Lease,
            Holder = winner.Holder,
            Scope = winner.Scope,
            Token = winner.Token,
            TokenBlock = winner.TokenBlock,
            Ttl = winner.Ttl,
            GrantedAt = now,
            CountedFrom = _effectSince,
            FullDeadline = full,
            Deadline = confirmed ? full : Earlier(full, Drift.GrantorDeadline(now, _limits.ConfirmWindow)),
            Confirmed = confirmed,
            GrantedTo = winner.Call,
        };
        _lease.AddHold(winner.Request);
        NoteWaiter(LockEventKind.Granted, winner, winner.Token);
        AnswerGranted(winner.Call, winner.Request);
        Recycle(winner);
        AdmitSameScope();
    }

    /// <summary>The waiters of the scope that now holds the lock hold it too.</summary>
    private void AdmitSameScope()
    {
        if (_lease.Scope.IsNone)
        {
            return;
        }

        var waiter = _queue.First;
        while (waiter is not null && _lease.HoldCount < _limits.MaxHolds)
        {
            var behind = waiter.Behind;
            if (waiter.Scope == _lease.Scope)
            {
                _queue.Remove(waiter);
                _lease.AddHold(waiter.Request);
                NoteLease(LockEventKind.Reentered, waiter.Request);
                GrantHold(waiter.Call, waiter.Request);
                Recycle(waiter);
            }

            waiter = behind;
        }
    }

    /// <summary>Places the candidate in another way, unless something must be removed first.</summary>
    private void PlaceAgain()
    {
        if (_staleLeases.Count <= 1)
        {
            StartPlacing(TakeCandidate());
        }
        else
        {
            PutBack(AnswerKind.Busy);
        }
    }

    private Waiter TakeCandidate()
    {
        var candidate = _candidate;
        Invariant.Require(candidate is not null);
        _candidate = null;
        return candidate;
    }

    private void DropCandidate() => Recycle(TakeCandidate());

    /// <summary>The candidate was not placed: it goes back to its place in the queue, or is told so if it does not
    /// wait.</summary>
    private void PutBack(AnswerKind toNoWait)
    {
        var candidate = TakeCandidate();
        if (candidate.Abandoned || candidate.NoWait)
        {
            if (!candidate.Abandoned)
            {
                AnswerNoWait(candidate, toNoWait);
            }

            if (candidate.Attempted)
            {
                LeaveStaleLease(candidate);
            }

            Recycle(candidate);
            return;
        }

        candidate.HasQueued = true;
        ReturnToQueue(candidate);
    }

    private void ReturnToQueue(Waiter candidate)
    {
        ReturnToPlace(candidate);
        if (candidate.Call.IsNone)
        {
            candidate.LiveUntil = Earlier(candidate.LiveUntil, _now.Monotonic + _limits.LivenessWindow);
        }
        else if (candidate.HoldUntil <= _now.Monotonic && candidate.WaitUntil > _now.Monotonic)
        {
            AnswerQueued(candidate, candidate.Call);
            Detach(candidate);
        }

        _queue.NoteDue(candidate);
    }

    /// <summary>A request that does not want to wait stands first in the queue only while a release settles.</summary>
    private void DismissNoWait(AnswerKind kind)
    {
        while (_queue.First is { NoWait: true } first)
        {
            _queue.Remove(first);
            AnswerNoWait(first, kind);
            Recycle(first);
        }
    }

    private void AnswerNoWait(Waiter waiter, AnswerKind kind) => _decision.Add(new Answer
    {
        Call = waiter.Call,
        Kind = kind,
        Request = waiter.Request,
        Position = _queue.Count + 1,
    });

    private void LeaveStaleLease(Waiter waiter) => _staleLeases.Add(new(
        waiter.Lease, Drift.GrantorDeadline(_now.Monotonic, waiter.Ttl), Guarded: false));
}

using LockActors.Monitoring;

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Ends one hold of a lease; the last one frees the lock for the next waiter. Answered at once: the store
    /// follows, and until then the key stays blocked, never shorter.</summary>
    /// <param name="call">The call to answer.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="hold">The request whose hold ends; null for the newest.</param>
    /// <param name="now">The time.</param>
    public Decision Release(CallId call, LeaseId lease, RequestId? hold, Moment now)
    {
        Begin(now);
        if (!IsHolding(lease))
        {
            if (!lease.IsNone && lease == _pausedFor && !_pausedForHold.IsNone && hold == _pausedForHold)
            {
                EndLossPause();
            }

            var reason = _ended.ReasonOf(lease);
            var repeated = reason == EndReason.Released;
            AnswerRelease(
                call, repeated ? AnswerKind.Released : AnswerKind.NotHeld, repeated ? EndReason.None : reason);
        }
        else
        {
            var ended = EndHold(hold, EndReason.Released)
                || (hold is { } named && _ended.ReasonOf(named) == EndReason.Released);
            AnswerRelease(call, ended ? AnswerKind.Released : AnswerKind.NotHeld, EndReason.None);
        }

        return Finish();
    }

    private bool EndHold(RequestId? hold, EndReason reason)
    {
        if (_lease.HoldCount > 1)
        {
            var removed = _lease.RemoveHold(hold);
            if (!removed.IsNone)
            {
                _ended.Add(removed, default, reason);
            }

            return !removed.IsNone;
        }

        if (_lease.MayHaveMoreHolds)
        {
            _ended.Add(hold ?? _lease.FirstHold, default, reason);
            return true;
        }

        if (hold is { } named && !_lease.IsHeldBy(named))
        {
            return false;
        }

        EndLease(EndReason.Released);
        return true;
    }

    private void AnswerRelease(CallId call, AnswerKind kind, EndReason reason) => _decision.Add(new Answer
    {
        Call = call,
        Kind = kind,
        Reason = reason,
        HoldsLeft = _lease.HoldCount,
    });

    /// <summary>The one place where a lease ends, whatever ends it.</summary>
    private void EndLease(EndReason reason, RevokeNote? note = null)
    {
        Invariant.Require(_lease.IsHeld);
        NoteLease(KindOf(reason), _lease.FirstHold, note);
        if (_lease.HoldCount == 1)
        {
            _ended.Add(_lease.FirstHold, _lease.Id, reason);
        }
        else
        {
            foreach (var request in _lease.Holds())
            {
                _ended.Add(request, _lease.Id, reason);
            }
        }

        // A lease that expired unextended is gone from the store as well. If it is still there, another activation
        // extended it, and then it must not be replaced. A pushed grant that was not confirmed ends before its key
        // does.
        if (reason is EndReason.Released or EndReason.Revoked || (reason == EndReason.Expired && !_lease.Confirmed))
        {
            _removeAt = _now.Monotonic + Linger();
            _staleLeases.Add(new(_lease.Id, _lease.FullDeadline, Guarded: reason == EndReason.Expired));
        }

        LoseRenewals(reason);
        _lastEnded = _lease.Id;
        _lease = default;
    }

    /// <summary>How long the lease that ends stays in the store. Only that of a key which is taken again at once, as it
    /// was this time: should the silo be killed meanwhile, a lease without a holder blocks the key until it
    /// expires.</summary>
    private TimeSpan Linger()
    {
        var followed = _lease.GrantedAt <= _releasedAt + _linger;
        _releasedAt = _now.Monotonic;
        return followed && !_draining && _lingered++ < MaxLingers ? _linger : TimeSpan.Zero;
    }
}

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    private static readonly TimeSpan ClocksDifferAtMost = TimeSpan.FromHours(1);

    /// <summary>Until then the key may be held by somebody whom this machine does not know.</summary>
    private TimeSpan _reclaimableUntil = TimeSpan.MinValue;

    /// <summary>Until then new waiters are put in the order in which they first asked, at a machine before this
    /// one.</summary>
    private TimeSpan _orderUntil;

    private bool IsReclaimable => !_lease.IsHeld && _reclaimableUntil > _now.Monotonic;

    /// <summary>A holder whose grantor forgot it brings its lease back. Possible while grants pause for just that
    /// reason, and for one lease only: the first that comes.</summary>
    /// <param name="call">The call to answer.</param>
    /// <param name="claim">What the holder was granted. It must still have been valid when the claim was sent.</param>
    /// <param name="ttl">The new time to live, within the limits.</param>
    /// <param name="now">The time.</param>
    /// <remarks>At most one holder can claim: before its grantor was forgotten, nobody else was granted the lock while
    /// the holder believed, and nobody was since.</remarks>
    public Decision Reclaim(CallId call, LeaseClaim claim, TimeSpan ttl, Moment now)
    {
        ArgumentNullException.ThrowIfNull(claim);
        Invariant.Require(!claim.LeaseId.IsNone && !claim.Request.IsNone && claim.TokenBlock > 0);
        Invariant.Require(ttl > TimeSpan.Zero);
        Begin(now);
        if (IsReclaimable && IsCredible(claim) && _ended.ReasonOf(claim.LeaseId) == EndReason.None)
        {
            RestoreClaim(claim, ttl);
        }

        if (!IsHolding(claim.LeaseId) || !IsOrBecomesHold(claim.Request))
        {
            var reason = _ended.ReasonOf(claim.LeaseId);
            AnswerLost(call, reason == EndReason.None ? _ended.ReasonOf(claim.Request) : reason);
        }
        else
        {
            ConfirmLease();
            Unqueue(claim.Request, ttl);
            _renewals.Add(new Renewal(call, ttl));
        }

        return Finish();
    }

    /// <summary>A token far in the future would leave no room for those after it.</summary>
    private bool IsCredible(LeaseClaim claim) =>
        claim.Token.Value <= _now.UnixMicroseconds + (ClocksDifferAtMost.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>How a lease ended that this machine does not hold.</summary>
    private EndReason ReasonOfLost(LeaseId lease)
    {
        var reason = _ended.ReasonOf(lease);
        return reason == EndReason.None && IsReclaimable && !lease.IsNone ? EndReason.Forgotten : reason;
    }

    private void RestoreClaim(LeaseClaim claim, TimeSpan ttl)
    {
        var now = _now.Monotonic;
        _reclaimableUntil = TimeSpan.MinValue;
        _grantsFrom = now;
        var lease = new RestoredLease
        {
            Lease = claim.LeaseId,
            Holder = claim.Holder,
            Token = claim.Token,
            TokenBlock = claim.TokenBlock,
            Request = claim.Request,
            IsReentered = !claim.Holder.IsNone,
            Left = ttl,
        };
        TakeBack(lease, countedFrom: now);
    }

    /// <summary>Another hold of the same owner comes back by itself.</summary>
    private bool IsOrBecomesHold(RequestId request)
    {
        if (!_lease.IsHeldBy(request) && _lease.MayHaveMoreHolds && _lease.HoldCount < _limits.MaxHolds
            && _ended.ReasonOf(request) == EndReason.None)
        {
            _lease.AddHold(request);
        }

        return _lease.IsHeldBy(request);
    }

    /// <summary>A holder that also asked anew holds the lock by its claim, and waits no longer.</summary>
    private void Unqueue(RequestId request, TimeSpan ttl)
    {
        if (_queue.Find(request) is not { } waiter)
        {
            return;
        }

        _queue.Remove(waiter);
        if (waiter.Attempted)
        {
            LeaveResidue(waiter);
        }

        if (!waiter.Call.IsNone)
        {
            _renewals.Add(new Renewal(waiter.Call, ttl, request));
        }

        Recycle(waiter);
    }
}

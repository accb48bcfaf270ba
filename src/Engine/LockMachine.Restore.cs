using LockActors.Monitoring;

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>The lease store has not told yet what it knows of the key.</summary>
    private bool _awaitsRestore;

    /// <summary>Takes over what the lease store knows of the key. Once, before anything but requests for the
    /// lock.</summary>
    /// <param name="lease">The lease that was found; null when the key is free.</param>
    /// <param name="fence">The highest fencing token that the store has seen.</param>
    /// <param name="askedAt">A moment before the store was asked, from which the lease's remaining time counts.</param>
    /// <param name="now">The time.</param>
    /// <param name="grace">How long the key may be held by somebody whom the store does not know; nothing is granted
    /// meanwhile, and that holder may come back by <see cref="Reclaim"/>. Default: not at all.</param>
    public Decision Restore(
        RestoredLease? lease, FencingToken fence, TimeSpan askedAt, Moment now, TimeSpan grace = default)
    {
        Invariant.Require(!_lease.IsHeld && _candidate is null && _effect.Verb == StoreVerb.None);
        Invariant.Require(_awaitsRestore || _queue.Count == 0);
        Invariant.Require(lease is null || !lease.Request.IsNone);
        Begin(now);
        _awaitsRestore = false;
        _storeFailures = 0;
        _lastToken = Math.Max(_lastToken, fence.Value);
        _orderUntil = now.Monotonic + _limits.LivenessWindow;
        if (grace > TimeSpan.Zero)
        {
            _reclaimableUntil = now.Monotonic + grace;
            PauseGrants(_reclaimableUntil);
        }

        if (lease is not null && lease.Left > TimeSpan.Zero)
        {
            TakeBack(lease, askedAt);
            if (_ended.ReasonOf(lease.Request) == EndReason.Cancelled)
            {
                // It was undone while the store was asked.
                EndHold(lease.Request, EndReason.Cancelled);
            }
            else if (_queue.Find(lease.Request) is { } holder)
            {
                // It asked again while the store was asked: it is the holder, not a waiter.
                ConfirmLease();
                Unqueue(lease.Request, holder.Ttl > _lease.Ttl ? holder.Ttl : _lease.Ttl);
            }
        }

        Finish();
        NoteLeftInQueue();
        return _decision;
    }

    /// <summary>Only now it is known who waits for a holder, and who was merely kept waiting by the store.</summary>
    private void NoteLeftInQueue()
    {
        for (var waiter = _queue.First; waiter is not null; waiter = waiter.Behind)
        {
            if (!waiter.TryOnly)
            {
                waiter.HasQueued = true;
                NoteQueued(waiter);
            }
        }
    }

    /// <summary>Whether a request stands in the queue.</summary>
    /// <param name="request">The request.</param>
    public bool IsQueued(RequestId request) => _queue.Find(request) is not null;

    /// <summary>The lease store did not tell what it knows; it will be asked again. Requests that do not want to wait
    /// are told that the store does not answer.</summary>
    /// <param name="now">The time, after waiting for the store ended.</param>
    public Decision RestoreFailed(Moment now)
    {
        Invariant.Require(_awaitsRestore);
        Begin(now);
        _storeFailures++;
        DismissTryOnly(AnswerKind.Unavailable);
        return Finish();
    }

    /// <summary>The lease is held again, as one whose holder has yet to show up.</summary>
    private void TakeBack(RestoredLease lease, TimeSpan countedFrom)
    {
        var now = _now.Monotonic;

        // With more left than any lease can have, the store's clock went back: its holder renewed at this moment at the
        // latest.
        var left = IsOverlong(lease.Left) ? _limits.MaxTtl : lease.Left;
        _lastToken = Math.Max(_lastToken, lease.Token.Value + lease.TokenBlock - 1);
        _lease = new Lease
        {
            Id = lease.Lease,
            Owner = lease.Owner,
            Token = lease.Token,
            TokenBlock = lease.TokenBlock,
            Ttl = left,
            GrantedAt = now,
            CountedFrom = countedFrom,
            Deadline = Drift.GrantorDeadline(now, left),
            FullDeadline = Drift.GrantorDeadline(now, left),
            Confirmed = true,
            Restored = true,
            IsReentered = lease.IsReentered,
            MayHaveMoreHolds = lease.IsReentered,
        };
        _lease.AddHold(lease.Request);
        NoteLease(LockEventKind.Restored, lease.Request);
    }
}

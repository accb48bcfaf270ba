using LockActors.Monitoring;

namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>The lease store has not told yet what it knows of the key.</summary>
    private bool _awaitsRestore;

    /// <summary>The next request may be placed before that.</summary>
    private bool _placesUnseen;

    /// <summary>Until then new waiters are put in the order in which they first asked, at a machine before this
    /// one.</summary>
    private TimeSpan _orderUntil;

    /// <summary>Whether the lease store must be asked what it knows before anything else can happen: a request waits
    /// for it, or an earlier lease may have to be removed.</summary>
    public bool NeedsRestore =>
        _awaitsRestore && _effect.Verb == StoreVerb.None && (_queue.Count > 0 || _staleLeases.Count > 0);

    /// <summary>Whether what the lease store knows is still to come.</summary>
    public bool AwaitsRestore => _awaitsRestore;

    /// <summary>Whether a change of the lease store is under way.</summary>
    public bool IsChanging => _effect.Verb != StoreVerb.None;

    /// <summary>The lease store is asked what it knows: nothing is placed before <see cref="Restore"/>.</summary>
    public void ExpectRestore() => _placesUnseen = false;

    /// <summary>Takes over what the lease store knows of the key. Once, before anything but requests for the
    /// lock.</summary>
    /// <param name="lease">The lease that was found; null when the key is free.</param>
    /// <param name="fence">The highest fencing token that the store has seen.</param>
    /// <param name="askedAt">A moment before the store was asked, from which the lease's remaining time counts.</param>
    /// <param name="now">The time.</param>
    public Decision Restore(RestoredLease? lease, FencingToken fence, TimeSpan askedAt, Moment now)
    {
        Invariant.Require(!_lease.IsHeld && _candidate is null && _effect.Verb == StoreVerb.None);
        Invariant.Require(_awaitsRestore || _queue.Count == 0);
        Invariant.Require(lease is null || !lease.Request.IsNone);
        Begin(now);
        _awaitsRestore = false;
        _storeFailures = 0;
        _lastToken = Math.Max(_lastToken, fence.Value);
        _orderUntil = now.Monotonic + _limits.LivenessWindow;
        if (lease is not null && lease.Left > TimeSpan.Zero && !IsOwnAttempt(lease))
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

    /// <summary>The first request was placed, or refused because of the fence alone: no other lease stands
    /// there.</summary>
    private void EndUnseen()
    {
        if (_awaitsRestore)
        {
            _awaitsRestore = false;
            _orderUntil = _now.Monotonic + _limits.LivenessWindow;
        }
    }

    /// <summary>Whether the lease is one that this machine tried to place: the store did not answer, or a minority of
    /// masters took it before a majority refused. It was granted to no client, so the next grant replaces it, or it is
    /// removed.</summary>
    private bool IsOwnAttempt(RestoredLease lease)
    {
        if (_queue.Find(lease.Request) is { } waiter && waiter.Lease == lease.Lease)
        {
            LeaveStaleLease(waiter);
        }

        return _staleLeases.Contains(lease.Lease);
    }

    /// <summary>Something stands there: the request waits until it is known what.</summary>
    private void AwaitState()
    {
        _placesUnseen = false;
        var candidate = TakeCandidate();
        if (candidate.Abandoned)
        {
            Recycle(candidate);
        }
        else
        {
            ReturnToQueue(candidate);
        }
    }

    /// <summary>Only now it is known who waits for a holder, and who was merely kept waiting by the store.</summary>
    private void NoteLeftInQueue()
    {
        for (var waiter = _queue.First; waiter is not null; waiter = waiter.Behind)
        {
            if (!waiter.NoWait)
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
        DismissNoWait(AnswerKind.Unavailable);
        return Finish();
    }

    /// <summary>A holder that also asked anew holds the lock by its lease, and waits no longer.</summary>
    private void Unqueue(RequestId request, TimeSpan ttl)
    {
        if (_queue.Find(request) is not { } waiter)
        {
            return;
        }

        _queue.Remove(waiter);
        if (waiter.Attempted)
        {
            LeaveStaleLease(waiter);
        }

        if (!waiter.Call.IsNone)
        {
            _renewals.Add(new Renewal(waiter.Call, ttl, request));
        }

        Recycle(waiter);
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
            Holder = lease.Holder,
            Scope = lease.ReentrancyScope,
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

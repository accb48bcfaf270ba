namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>Takes over what the lease store knows of the key. The first command of a machine, or not at
    /// all.</summary>
    /// <param name="lease">The lease that was found; null when the key is free.</param>
    /// <param name="fence">The highest fencing token that the store has seen.</param>
    /// <param name="askedAt">A moment before the store was asked, from which the lease's remaining time counts.</param>
    /// <param name="now">The time.</param>
    public Decision Restore(RestoredLease? lease, FencingToken fence, TimeSpan askedAt, Moment now)
    {
        Invariant.Require(!_lease.IsHeld && _candidate is null && _queue.Count == 0);
        Invariant.Require(lease is null || !lease.Request.IsNone);
        Begin(now);
        _lastToken = Math.Max(_lastToken, fence.Value);
        if (lease is not null && lease.Left > TimeSpan.Zero)
        {
            _lastToken = Math.Max(_lastToken, lease.Token.Value + lease.TokenBlock - 1);
            _lease = new Lease
            {
                Id = lease.Lease,
                Owner = lease.Owner,
                Token = lease.Token,
                TokenBlock = lease.TokenBlock,
                Ttl = lease.Left,
                GrantedAt = now.Monotonic,
                CountedFrom = askedAt,
                Deadline = Drift.GrantorDeadline(now.Monotonic, lease.Left),
                FullDeadline = Drift.GrantorDeadline(now.Monotonic, lease.Left),
                Confirmed = true,
                Restored = true,
                IsReentered = lease.IsReentered,
                MayHaveMoreHolds = lease.IsReentered,
            };
            _lease.AddHold(lease.Request);
        }

        return Finish();
    }
}

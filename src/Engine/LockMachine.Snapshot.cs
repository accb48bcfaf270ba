namespace LockActors.Engine;

public sealed partial class LockMachine
{
    /// <summary>What operators see of the lock. Changes nothing.</summary>
    /// <param name="key">The lock.</param>
    /// <param name="now">The time.</param>
    /// <param name="withWaiters">Whether to name the waiters, or only to count them.</param>
    public LockSnapshot Snapshot(LockKey key, TimeSpan now, bool withWaiters) => new()
    {
        Key = key,
        State = StateAt(now),
        Holder = _lease.IsHeld && _lease.Deadline > now ? SnapshotHolder(now) : null,
        WaiterCount = _queue.Count + (_candidate is { HasQueued: true } ? 1 : 0),
        Waiters = withWaiters ? SnapshotWaiters(now) : [],
    };

    /// <summary>Whether the lock is held, and how many wait. Changes nothing.</summary>
    /// <param name="now">The time.</param>
    public (bool Held, int Waiting) Tally(TimeSpan now) => (
        _lease.IsHeld && _lease.Deadline > now,
        _queue.Count + (_candidate is { HasQueued: true } ? 1 : 0));

    /// <summary>Whether the lock is anything but free, or waited for. Changes nothing.</summary>
    /// <param name="now">The time.</param>
    public bool IsInUse(TimeSpan now) =>
        _queue.Count > 0 || _candidate is not null || StateAt(now) != LockState.Free;

    private LockState StateAt(TimeSpan now)
    {
        if (_lease.IsHeld && _lease.Deadline > now)
        {
            return LockState.Held;
        }

        if (_heldOutside && (_grantsFrom > now || _queue.Count > 0 || _candidate is not null))
        {
            return _heldOverlong ? LockState.HeldOverlong : LockState.HeldOutside;
        }

        if (_candidate is not null)
        {
            return LockState.Granting;
        }

        var waitsForStore = _queue.Count > 0 && (_awaitsRestore || _storeRetryAt > now);
        return _grantsFrom > now || waitsForStore ? LockState.Paused : LockState.Free;
    }

    private HolderSnapshot SnapshotHolder(TimeSpan now) => new()
    {
        Name = NameOf(_lease.Holder, _lease.FirstHold),
        Token = _lease.Token,
        HoldCount = _lease.HoldCount,
        Ttl = _lease.Ttl,
        HeldFor = now - _lease.GrantedAt,
        ExpiresIn = _lease.Deadline - now,
        Confirmed = _lease.Confirmed,
    };

    private List<WaiterSnapshot> SnapshotWaiters(TimeSpan now)
    {
        var waiters = new List<WaiterSnapshot>(_queue.Count + 1);
        if (_candidate is { HasQueued: true } candidate)
        {
            waiters.Add(SnapshotWaiter(candidate, 1, now));
        }

        for (var waiter = _queue.First; waiter is not null; waiter = waiter.Behind)
        {
            waiters.Add(SnapshotWaiter(waiter, waiters.Count + 1, now));
        }

        return waiters;
    }

    private static WaiterSnapshot SnapshotWaiter(Waiter waiter, int position, TimeSpan now) => new()
    {
        Position = position,
        Name = NameOf(waiter.Holder, waiter.Request),
        WaitedFor = now - waiter.Since,
        WaitLeft = waiter.WaitUntil > now && !waiter.NoWait ? waiter.WaitUntil - now : TimeSpan.Zero,
        Connected = !waiter.IsGone,
    };

    private static string NameOf(HolderName holder, RequestId request) =>
        holder.IsNone ? $"{request}" : holder.Value;
}

namespace LockActors;

/// <summary>One lock at one moment, as operators see it.</summary>
public sealed record LockSnapshot
{
    /// <summary>The lock.</summary>
    public required LockKey Key { get; init; }

    /// <summary>What the lock is doing.</summary>
    public required LockState State { get; init; }

    /// <summary>The holder, when held.</summary>
    public HolderSnapshot? Holder { get; init; }

    /// <summary>For how much longer a client outside this service holds the lock; null when none does, or that is not
    /// known, and in lists. <see cref="TimeSpan.MaxValue"/> when it never ends by itself.</summary>
    public TimeSpan? HeldOutsideFor { get; init; }

    /// <summary>The process that keeps the lock, as <see cref="Monitoring.LockMember.Address"/> names it; null when
    /// that is not known.</summary>
    public string? Member { get; init; }

    /// <summary>How many requests wait; may be more than <see cref="Waiters"/> shows.</summary>
    public int WaiterCount { get; init; }

    /// <summary>The waiters in the order of their turn; empty in lists.</summary>
    public IReadOnlyList<WaiterSnapshot> Waiters { get; init; } = [];
}

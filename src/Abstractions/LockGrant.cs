namespace LockActors;

/// <summary>A granted lease, as its holder sees it.</summary>
public sealed record LockGrant
{
    /// <summary>The lock.</summary>
    public required LockKey Key { get; init; }

    /// <summary>The secret that proves the lease.</summary>
    public required LeaseId LeaseId { get; init; }

    /// <summary>The (first) fencing token of the lease.</summary>
    public required FencingToken Token { get; init; }

    /// <summary>How many tokens, counting up from <see cref="Token"/>, belong to the lease.</summary>
    public int TokenBlock { get; init; } = 1;

    /// <summary>The time to live that was asked for.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>How long the lease lasts, counted from <see cref="CountedFrom"/>, before drift is taken off.</summary>
    public required TimeSpan ValidFor { get; init; }

    /// <summary>The moment on this process's monotonic clock (<see cref="Clock.Monotonic"/>) from which
    /// <see cref="ValidFor"/> counts.</summary>
    public required TimeSpan CountedFrom { get; init; }

    /// <summary>Whether the lease lasts its full time without being confirmed.</summary>
    public bool Confirmed { get; init; } = true;

    /// <summary>The moment on the monotonic clock until which the holder may rely on the grant: <see
    /// cref="CountedFrom"/> + <see cref="ValidFor"/> less the drift.</summary>
    public TimeSpan ValidUntil => Drift.HolderDeadline(CountedFrom, ValidFor);
}

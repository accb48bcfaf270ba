namespace LockActors;

/// <summary>Who holds a lock, as operators see it. Without the lease id, which is a secret.</summary>
public sealed record HolderSnapshot
{
    /// <summary>The name that the holder gave, or a text made of its request id.</summary>
    public required string Name { get; init; }

    /// <summary>The (first) fencing token of the lease.</summary>
    public required FencingToken Token { get; init; }

    /// <summary>How the lease shares the lock.</summary>
    public LockMode Mode { get; init; }

    /// <summary>How many times its re-entrancy scope holds the lock.</summary>
    public int HoldCount { get; init; } = 1;

    /// <summary>The time to live of the lease.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>How long ago the lease was granted.</summary>
    public TimeSpan HeldFor { get; init; }

    /// <summary>The time until the lease expires unless it is renewed.</summary>
    public TimeSpan ExpiresIn { get; init; }

    /// <summary>False while a pushed grant waits for its confirmation.</summary>
    public bool Confirmed { get; init; } = true;
}

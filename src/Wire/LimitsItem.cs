namespace LockActors.Wire;

/// <summary>The limits of a lock service, in answers of the HTTP API. <see cref="LockLimits"/> says what each
/// means.</summary>
public sealed record LimitsItem
{
    /// <summary>The shortest time to live.</summary>
    public long MinTtlMs { get; init; }

    /// <summary>The longest time to live.</summary>
    public long MaxTtlMs { get; init; }

    /// <summary>How many requests may wait for one lock.</summary>
    public int MaxWaiters { get; init; }

    /// <summary>How many times one re-entrancy scope may hold a lock at once.</summary>
    public int MaxHolds { get; init; }

    /// <summary>The largest block of fencing tokens.</summary>
    public int MaxTokenBlock { get; init; }

    /// <summary>How long a grant that was pushed to a waiter holds until it is confirmed.</summary>
    public long ConfirmWindowMs { get; init; }

    /// <summary>How long a waiter that is not connected keeps its place.</summary>
    public long LivenessWindowMs { get; init; }

    /// <summary>The pause before the next grant when a holder expired.</summary>
    public long LockDelayMs { get; init; }

    /// <summary>Writes limits.</summary>
    /// <param name="limits">The limits.</param>
    public static LimitsItem Of(LockLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return new LimitsItem
        {
            MinTtlMs = WireTime.Ceiling(limits.MinTtl),
            MaxTtlMs = WireTime.Floor(limits.MaxTtl),
            MaxWaiters = limits.MaxWaiters,
            MaxHolds = limits.MaxHolds,
            MaxTokenBlock = limits.MaxTokenBlock,
            ConfirmWindowMs = WireTime.Floor(limits.ConfirmWindow),
            LivenessWindowMs = WireTime.Floor(limits.LivenessWindow),
            LockDelayMs = WireTime.Floor(limits.LockDelay),
        };
    }
}

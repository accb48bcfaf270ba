namespace LockActors.Engine;

/// <summary>A change that the lease store must make. The machine waits for its outcome before it asks for the
/// next.</summary>
public readonly record struct StoreEffect
{
    /// <summary>What to do; <see cref="StoreVerb.None"/> for nothing.</summary>
    public StoreVerb Verb { get; init; }

    /// <summary>The lease to place, extend or remove.</summary>
    public LeaseId Lease { get; init; }

    /// <summary>The lease that is replaced.</summary>
    public LeaseId Old { get; init; }

    /// <summary>The most time the lease that is replaced or removed may have left; more means that another activation
    /// extended it, and the change must be refused.</summary>
    public TimeSpan OldLeftAtMost { get; init; }

    /// <summary>The first fencing token of the lease.</summary>
    public FencingToken Token { get; init; }

    /// <summary>The number of fencing tokens of the lease.</summary>
    public int TokenBlock { get; init; }

    /// <summary>The time to live to set.</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>The longest that a lease can have left: the longest time to live and drift. A key that lasts longer
    /// tells that the store's clock went back, or that a client outside this service set it. Default: zero, no
    /// limit.</summary>
    public TimeSpan Longest { get; init; }

    /// <summary>The name of the lease's holder, for a later restore.</summary>
    public HolderName Holder { get; init; }

    /// <summary>The scope within which the lease is re-entrant, for a later restore.</summary>
    public ReentrancyScope ReentrancyScope { get; init; }

    /// <summary>The request that the lease answers, for a later restore.</summary>
    public RequestId Request { get; init; }

    /// <summary>Whether the scope has held the lease more than once, for a later restore. Every later extension says so
    /// again.</summary>
    public bool IsReentered { get; init; }
}

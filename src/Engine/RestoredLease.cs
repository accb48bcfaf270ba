namespace LockActors.Engine;

/// <summary>A lease that was found in the lease store when the actor started.</summary>
public sealed record RestoredLease
{
    /// <summary>The lease.</summary>
    public required LeaseId Lease { get; init; }

    /// <summary>Its first fencing token.</summary>
    public required FencingToken Token { get; init; }

    /// <summary>The number of its fencing tokens. Default: 1.</summary>
    public int TokenBlock { get; init; } = 1;

    /// <summary>Its holder's name, for people; the default value for none.</summary>
    public HolderName Holder { get; init; }

    /// <summary>The scope within which it is re-entrant; the default value for none.</summary>
    public ReentrancyScope ReentrancyScope { get; init; }

    /// <summary>The request that it answered.</summary>
    public RequestId Request { get; init; }

    /// <summary>Whether its scope has held it more than once. Default: false.</summary>
    public bool IsReentered { get; init; }

    /// <summary>The time it has left, from when the store was asked.</summary>
    public required TimeSpan Left { get; init; }
}

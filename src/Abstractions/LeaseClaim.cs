namespace LockActors;

/// <summary>What a holder was granted, for a service that forgot it: see
/// <see cref="ILockService.ReclaimAsync"/>.</summary>
public sealed record LeaseClaim
{
    /// <summary>The lease.</summary>
    public required LeaseId LeaseId { get; init; }

    /// <summary>Its first fencing token.</summary>
    public required FencingToken Token { get; init; }

    /// <summary>The number of its fencing tokens. Default: 1.</summary>
    public int TokenBlock { get; init; } = 1;

    /// <summary>The request that it answered.</summary>
    public required RequestId Request { get; init; }

    /// <summary>The name that the request gave.</summary>
    public HolderName Holder { get; init; }
}

using LockActors.Monitoring;

namespace LockActors.Engine;

/// <summary>Something that became true of the lock, for its monitors. Which fields mean something depends on
/// <see cref="Kind"/>.</summary>
public readonly record struct Fact
{
    /// <summary>What happened.</summary>
    public LockEventKind Kind { get; init; }

    /// <summary>The name of who it happened to; the default value for none.</summary>
    public HolderName Holder { get; init; }

    /// <summary>The request that it happened to; of a lease, its first hold.</summary>
    public RequestId Request { get; init; }

    /// <summary>The fencing token of the lease, if there is one; of a request that was rejected because no token is
    /// left, the last one.</summary>
    public FencingToken Token { get; init; }

    /// <summary>How long the request waited or the lease was held.</summary>
    public TimeSpan Lasted { get; init; }

    /// <summary>The place in the queue, or the number of holds.</summary>
    public int Position { get; init; }

    /// <summary>Who revoked the lease and why, if that was told.</summary>
    public RevokeNote? Note { get; init; }

    /// <summary>Who it happened to, as operators see it.</summary>
    public string HolderText => Holder.IsNone ? $"{Request}" : Holder.Value;

    /// <summary>Whether a lease ended.</summary>
    public bool IsEnd => Kind is
        LockEventKind.Released or LockEventKind.Expired or LockEventKind.Revoked or LockEventKind.Lost;

    /// <summary>Whether a lease ended against its holder's will.</summary>
    public bool IsLoss => IsEnd && Kind != LockEventKind.Released;

    /// <summary>Whether a request ended without the lock.</summary>
    public bool IsFailure => Kind is
        LockEventKind.TimedOut or LockEventKind.Cancelled or LockEventKind.Dropped or LockEventKind.Rejected;
}

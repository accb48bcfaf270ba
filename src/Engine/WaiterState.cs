namespace LockActors.Engine;

/// <summary>A waiter that a machine leaves to the one that takes its place. It is expected to ask again.</summary>
public sealed record WaiterState
{
    /// <summary>The request.</summary>
    public required RequestId Request { get; init; }

    /// <summary>Its name, for people; the default value for none.</summary>
    public HolderName Holder { get; init; }

    /// <summary>The scope whose lease it shares; the default value for none.</summary>
    public ReentrancyScope ReentrancyScope { get; init; }

    /// <summary>The lease that it would get.</summary>
    public required LeaseId Lease { get; init; }

    /// <summary>How many fencing tokens it wants. Default: 1.</summary>
    public int TokenBlock { get; init; } = 1;

    /// <summary>The time to live that it wants.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>Whether its grant must be confirmed.</summary>
    public bool NeedsConfirm { get; init; }

    /// <summary>Whether its lease may be in the store already.</summary>
    public bool Attempted { get; init; }

    /// <summary>How long it has waited.</summary>
    public TimeSpan WaitedFor { get; init; }

    /// <summary>How much longer it waits.</summary>
    public TimeSpan WaitLeft { get; init; }
}

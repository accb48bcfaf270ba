namespace LockActors.Monitoring;

/// <summary>What a lock service is made of.</summary>
public sealed record LockCluster
{
    /// <summary>The processes that keep locks.</summary>
    public required IReadOnlyList<LockMember> Members { get; init; }

    /// <summary>Where leases are kept: <c>none</c> (in memory), <c>redis</c> or <c>redlock</c>.</summary>
    public string Store { get; init; } = "none";

    /// <summary>The masters of the lease store, as the process that was asked sees them.</summary>
    public IReadOnlyList<StoreMaster> Masters { get; init; } = [];
}

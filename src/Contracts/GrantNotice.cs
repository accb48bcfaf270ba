namespace LockActors.Contracts;

/// <summary>A granted lease on its way to its holder.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.GrantNotice")]
public sealed record GrantNotice
{
    /// <summary>The lock.</summary>
    [Id(0)]
    public required string Key { get; init; }

    /// <summary>The request that is granted.</summary>
    [Id(1)]
    public required Guid RequestId { get; init; }

    /// <summary>The secret that proves the lease.</summary>
    [Id(2)]
    public required Guid LeaseId { get; init; }

    /// <summary>The (first) fencing token.</summary>
    [Id(3)]
    public required long Token { get; init; }

    /// <summary>How many tokens, counting up, belong to the lease.</summary>
    [Id(4)]
    public int TokenBlock { get; init; } = 1;

    /// <summary>The time to live that was asked for.</summary>
    [Id(5)]
    public required TimeSpan Ttl { get; init; }

    /// <summary>How long the lease lasts from when the grain sent this. A holder counts it from before it sent its
    /// own call.</summary>
    [Id(6)]
    public required TimeSpan ValidFor { get; init; }

    /// <summary>Whether the lease lasts its full time without being confirmed.</summary>
    [Id(7)]
    public bool Confirmed { get; init; } = true;
}

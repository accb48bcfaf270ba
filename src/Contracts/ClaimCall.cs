namespace LockActors.Contracts;

/// <summary>A lease that its holder brings back to a lock grain that forgot it.</summary>
[GenerateSerializer, Immutable]
[Alias("LockActors.ClaimCall")]
public sealed record ClaimCall
{
    /// <summary>The lease.</summary>
    [Id(0)]
    public required Guid LeaseId { get; init; }

    /// <summary>Its first fencing token.</summary>
    [Id(1)]
    public required long Token { get; init; }

    /// <summary>The number of its fencing tokens. Default: 1.</summary>
    [Id(2)]
    public int TokenBlock { get; init; } = 1;

    /// <summary>The request that it answered.</summary>
    [Id(3)]
    public required Guid RequestId { get; init; }

    /// <summary>The name that the request gave.</summary>
    [Id(4)]
    public string? Holder { get; init; }

    /// <summary>The new time to live. Default: 30 s.</summary>
    [Id(5)]
    public TimeSpan Ttl { get; init; } = LockRequest.DefaultTtl;
}

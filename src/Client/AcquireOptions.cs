namespace LockActors.Client;

/// <summary>How to take a lock.</summary>
public sealed record AcquireOptions
{
    /// <summary>How long to wait for the lock. Default: 30 s; zero does not wait. The service's limits apply.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the lease lasts without a renewal. Default: 30 s. The service's limits apply. A lock whose
    /// holder dies stays blocked for this long.</summary>
    public TimeSpan Ttl { get; init; } = LockRequest.DefaultTtl;

    /// <summary>Who takes the lock. A named owner may take a lock again that it holds. Default: a fresh
    /// owner.</summary>
    public OwnerId Owner { get; init; }

    /// <summary>Whether the client renews the lease. Default: <see cref="Renewal.Auto"/>.</summary>
    public Renewal Renewal { get; init; }

    /// <summary>How long the client goes on renewing at the most; then the lease runs out. Default: null, as long as
    /// it is held; otherwise more than zero.</summary>
    public TimeSpan? MaxHold { get; init; }

    /// <summary>What happens when the lock is lost. Default: <see cref="LossPolicy.Cancel"/>.</summary>
    public LossPolicy LossPolicy { get; init; }
}

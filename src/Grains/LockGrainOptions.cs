using LockActors.Actors;

namespace LockActors.Grains;

/// <summary>How the lock grains of a silo work. All silos of a cluster must be given the same.</summary>
public sealed class LockGrainOptions
{
    /// <summary>The limits of the service. Default: <see cref="LockLimits.Default"/>.</summary>
    public LockLimits Limits { get; set; } = LockLimits.Default;

    /// <summary>Where leases are kept. Default: the <see cref="ILeaseStore"/> of the application's services
    /// (<c>AddRedisLeaseStore</c>), or where there is none, nowhere but in memory.</summary>
    public ILeaseStore Store { get; set; } = NoLeaseStore.Instance;

    /// <summary>How long leases may be valid of which a cluster that forms anew knows nothing. Zero with a lease store;
    /// without one <see cref="LockLimits.MaxTtl"/>, the 6 s for which a silo may grant unseen (ADR 8), and
    /// drift.</summary>
    public TimeSpan UnknownLeasesLast =>
        Store is NoLeaseStore ? ClusterStanding.GraceOf(Limits) : TimeSpan.Zero;
}

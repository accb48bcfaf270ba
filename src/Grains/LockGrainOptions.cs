using LockActors.Actors;

namespace LockActors.Grains;

/// <summary>How the lock grains of a silo work. All silos of a cluster must be given the same.</summary>
public sealed class LockGrainOptions
{
    /// <summary>The limits of the service. Default: <see cref="LockLimits.Default"/>.</summary>
    public LockLimits Limits { get; set; } = LockLimits.Default;

    /// <summary>Where leases are kept. Default: the <see cref="ILeaseStore"/> of the application's services
    /// (<c>AddRedisLeaseStore</c>), or where there is none, nowhere but in memory. Memory is for one silo alone: a
    /// silo without a store does not start beside another one of its cluster.</summary>
    public ILeaseStore Store { get; set; } = NoLeaseStore.Instance;
}

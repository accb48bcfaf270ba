using LockActors.Actors;

namespace LockActors.Grains;

/// <summary>How the lock grains of a silo work. All silos of a cluster must be given the same.</summary>
public sealed class LockGrainOptions
{
    /// <summary>The limits of the service. Default: <see cref="LockLimits.Default"/>.</summary>
    public LockLimits Limits { get; set; } = LockLimits.Default;

    /// <summary>How long it is remembered how the last requests of a free lock ended, for requests that come late or
    /// twice; then its grain goes. Default: 30 s; range: 1 s to 1 hour. When more than
    /// <see cref="FreeKeys.Capacity"/> locks of a silo became free within that time, the first ones go
    /// early.</summary>
    public TimeSpan IdleAfter { get; set; } = LockActor.Memory;

    /// <summary>Where leases are kept. Default: the <see cref="ILeaseStore"/> of the application's services
    /// (<c>StoreIn</c>, <c>AddRedisLeaseStore</c>), or where there is none, nowhere but in memory. Memory is for one
    /// silo alone: a silo without a store does not start beside another one of its cluster.</summary>
    public ILeaseStore Store { get; set; } = NoLeaseStore.Instance;
}

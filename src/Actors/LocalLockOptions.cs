using Microsoft.Extensions.Logging;

namespace LockActors.Actors;

/// <summary>How a <see cref="LocalLockService"/> works.</summary>
public sealed record LocalLockOptions
{
    /// <summary>The limits of the service. Default: <see cref="LockLimits.Default"/>.</summary>
    public LockLimits Limits { get; init; } = LockLimits.Default;

    /// <summary>Where leases are kept. Default: nowhere but in memory; with dependency injection, in the
    /// <see cref="ILeaseStore"/> of the application (<c>AddRedisLeaseStore</c>), if there is one.</summary>
    public ILeaseStore Store { get; init; } = NoLeaseStore.Instance;

    /// <summary>How long it is remembered how the last requests of a free lock ended, for requests that come late or
    /// twice; then its actor is dropped. Default: 30 s; range: 1 s to 1 hour. When more than
    /// <see cref="FreeKeys.Capacity"/> locks became free within that time, the first ones are dropped
    /// early.</summary>
    public TimeSpan IdleAfter { get; init; } = LockActor.Memory;

    /// <summary>Where losses of leases are logged. Default: nowhere, or with dependency injection the application's log
    /// under <see cref="LockAudit.Category"/>.</summary>
    public ILogger? Audit { get; init; }

    /// <summary>Checks these options against their ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names both.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Limits);
        ArgumentNullException.ThrowIfNull(Store);
        Limits.Validate();
        Ranges.Require(IdleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(IdleAfter));
    }
}

using LockActors.Actors;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LockActors.Silo.Cluster;

/// <summary>Whether the lease store can do what a grant needs; a quorum must answer for Redlock.</summary>
internal sealed class LeaseStoreHealthCheck(ILeaseStore store) : IHealthCheck
{
    private static readonly LockKey Spare = LockKey.Parse("lockactors/health");

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Bounded by the store's own time limit.
        var cause = await store.CheckAsync(Spare).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        return cause is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(cause);
    }
}

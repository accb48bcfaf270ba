using LockActors.Actors;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LockActors.Silo.Cluster;

/// <summary>Whether the lease store answers; a quorum must for Redlock.</summary>
internal sealed class LeaseStoreHealthCheck(ILeaseStore store) : IHealthCheck
{
    private static readonly LockKey Nobodys = LockKey.Parse("lockactors/health");

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Reads only, and is bounded by the store's own time limit.
        var state = await store.LoadAsync(Nobodys).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        return state.IsKnown ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("no answer from the store");
    }
}

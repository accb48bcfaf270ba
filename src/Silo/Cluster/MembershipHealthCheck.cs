using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LockActors.Silo.Cluster;

/// <summary>Whether this silo is an active member of its cluster, as far as it and the membership table know.</summary>
internal sealed class MembershipHealthCheck(ISiloStatusOracle oracle, MembershipWatch? watch = null) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(oracle.CurrentStatus != SiloStatus.Active
            ? HealthCheckResult.Unhealthy($"the silo is {oracle.CurrentStatus}")
            : watch is { IsForgotten: true }
            ? HealthCheckResult.Unhealthy("the membership table has forgotten this silo")
            : HealthCheckResult.Healthy());
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LockActors.Silo.Hosting;

/// <summary>A server that was told to stop is not ready, though it serves until its delay is over.</summary>
internal sealed class DrainHealthCheck(Drain drain) : IHealthCheck
{
    public const string Name = "draining";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(drain.Began
            ? HealthCheckResult.Unhealthy("the server was told to stop")
            : HealthCheckResult.Healthy());
}

using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LockActors.Server;

/// <summary>Whether the lock service answers a question that changes nothing.</summary>
internal sealed class LocksHealthCheck(ILockService service) : IHealthCheck
{
    /// <summary>Asks every member and makes none sort its keys: no key begins with a control character.</summary>
    private static readonly LockQuery Nothing = new() { Prefix = "\0", Limit = 1 };

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await service.ListAsync(Nothing, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (LockUnavailableException error)
        {
            return HealthCheckResult.Unhealthy("the lock service does not answer", error);
        }
    }
}

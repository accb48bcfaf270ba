using System.Collections.Concurrent;
using LockActors.Wire;

namespace LockActors.Server.Security;

/// <summary>The limits of single API keys: locks, waiters and time to live below their prefixes.</summary>
/// <remarks>Several servers count for themselves what happened within the last second, so together they may let in a
/// few more.</remarks>
internal sealed class TenantLimits(ILockService service, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TenantUsage> _usages = new(StringComparer.Ordinal);

    public static LimitViolation? CheckTtl(ApiKeyEntry caller, TimeSpan ttl) => ttl > caller.MaxTtl
        ? new("ttlMs", $"ttlMs is {(long)ttl.TotalMilliseconds}; the API key may ask for at most "
            + $"{(long)caller.MaxTtl.Value.TotalMilliseconds}.")
        : null;

    /// <summary>Null for a key without such limits.</summary>
    public TenantUsage? UsageOf(ApiKeyEntry caller) => caller is { MaxLocks: null, MaxWaiters: null }
        ? null
        : _usages.GetOrAdd(caller.Name, _ => new TenantUsage(caller, service, time));
}

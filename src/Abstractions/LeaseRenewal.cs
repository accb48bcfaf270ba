namespace LockActors;

/// <summary>One of many leases to renew together.</summary>
/// <param name="Key">The lock.</param>
/// <param name="Lease">The lease.</param>
/// <param name="Ttl">The new time to live, within <see cref="LockLimits"/>.</param>
public readonly record struct LeaseRenewal(LockKey Key, LeaseId Lease, TimeSpan Ttl);

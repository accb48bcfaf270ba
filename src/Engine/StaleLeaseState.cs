namespace LockActors.Engine;

/// <summary>A lease that is over but may still stand in the lease store.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Left">How much longer it may stand there.</param>
/// <param name="Guarded">Whether its holder may have extended it elsewhere.</param>
public sealed record StaleLeaseState(LeaseId Lease, TimeSpan Left, bool Guarded);

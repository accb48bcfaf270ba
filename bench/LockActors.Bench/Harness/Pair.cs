namespace LockActors.Bench.Harness;

/// <summary>What must be remembered between taking a lock and releasing it.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Request">The request that got it.</param>
/// <param name="Handle">What another library gave for it; null for this project.</param>
internal readonly record struct Pair(LeaseId Lease, RequestId Request, object? Handle = null);

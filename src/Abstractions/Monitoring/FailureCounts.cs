namespace LockActors.Monitoring;

/// <summary>Requests that ended without the lock. A refusal without waiting is not counted: the lock was in use, which
/// is what the caller asked.</summary>
/// <param name="TimedOut">Their wait ended before their turn.</param>
/// <param name="Cancelled">Their client gave up.</param>
/// <param name="Dropped">Their client was neither connected nor polling.</param>
/// <param name="Rejected">A limit of the lock was reached.</param>
public sealed record FailureCounts(long TimedOut, long Cancelled, long Dropped, long Rejected);

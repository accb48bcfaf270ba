namespace LockActors;

/// <summary>Why a lease or a request is over.</summary>
public enum EndReason
{
    /// <summary>It is not over, or nothing is known of it.</summary>
    None = 0,

    /// <summary>The holder released it.</summary>
    Released = 1,

    /// <summary>Its time ended without a renewal.</summary>
    Expired = 2,

    /// <summary>An operator revoked it.</summary>
    Revoked = 3,

    /// <summary>The caller cancelled the request.</summary>
    Cancelled = 4,

    /// <summary>The wait ended before the lock was granted.</summary>
    TimedOut = 5,

    /// <summary>The waiter was neither connected nor polling, so its place in the queue was given up.</summary>
    Dropped = 6,

    /// <summary>The lease store no longer has the lease.</summary>
    Lost = 7,
}

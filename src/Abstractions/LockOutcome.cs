namespace LockActors;

/// <summary>What came of an acquire. Every outcome but <see cref="Unavailable"/> is certain.</summary>
public enum LockOutcome
{
    /// <summary>The lock is held; the reply carries the grant.</summary>
    Granted = 1,

    /// <summary>The request stands in the queue; ask again with the same request id before its place is given
    /// up.</summary>
    Queued = 2,

    /// <summary>Not granted: another client holds the lock and the caller did not want to wait.</summary>
    Busy = 3,

    /// <summary>Not granted: the wait ended first. The place in the queue is gone.</summary>
    TimedOut = 4,

    /// <summary>Not granted: the request breaks a limit, or its caller may not make it; the reply says which. Nothing
    /// was changed.</summary>
    Rejected = 5,

    /// <summary>Unknown: the lease store or the service did not answer in time. What may have been left behind is
    /// cleaned up.</summary>
    Unavailable = 6,

    /// <summary>Not granted: this request id had its turn and is over; the reply names how.</summary>
    Ended = 7,
}

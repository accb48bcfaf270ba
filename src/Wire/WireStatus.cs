namespace LockActors.Wire;

/// <summary>The values of the field <c>status</c> in answers of the HTTP API.</summary>
public static class WireStatus
{
    /// <summary>The lock is held.</summary>
    public const string Granted = "granted";

    /// <summary>The request stands in the queue; ask again with its request id.</summary>
    public const string Queued = "queued";

    /// <summary>Another client holds the lock, and the caller did not want to wait.</summary>
    public const string Busy = "busy";

    /// <summary>The wait ended first.</summary>
    public const string TimedOut = "timedOut";

    /// <summary>The request id had its turn and is over.</summary>
    public const string Ended = "ended";

    /// <summary>The outcome is unknown: the lease store or the service did not answer in time.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The lease has its new time.</summary>
    public const string Renewed = "renewed";

    /// <summary>The lease is over.</summary>
    public const string Lost = "lost";

    /// <summary>The request breaks a limit; one of many in one body.</summary>
    public const string Rejected = "rejected";

    /// <summary>The hold is released.</summary>
    public const string Released = "released";

    /// <summary>The lease, or the lock, was not held.</summary>
    public const string NotHeld = "notHeld";

    /// <summary>The request is undone.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The request was not known.</summary>
    public const string Unknown = "unknown";

    /// <summary>The lease was ended by an operator.</summary>
    public const string Revoked = "revoked";

    /// <summary>The process runs.</summary>
    public const string Live = "live";

    /// <summary>The server can serve locks.</summary>
    public const string Ready = "ready";

    /// <summary>The server cannot serve locks now.</summary>
    public const string NotReady = "notReady";
}

using System.Text.Json.Serialization;

namespace LockActors.Monitoring;

/// <summary>What happened to a lock.</summary>
[JsonConverter(typeof(LockEventKindConverter))]
public enum LockEventKind
{
    /// <summary>Something that this version does not know.</summary>
    Unknown = 0,

    /// <summary>A request was granted the lock.</summary>
    Granted = 1,

    /// <summary>A request of the re-entrancy scope that holds the lock was granted it too.</summary>
    Reentered = 2,

    /// <summary>The holder released the lock.</summary>
    Released = 3,

    /// <summary>The holder's time ended without a renewal.</summary>
    Expired = 4,

    /// <summary>An operator ended the lease.</summary>
    Revoked = 5,

    /// <summary>The lease store no longer had the lease.</summary>
    Lost = 6,

    /// <summary>A request joined the queue.</summary>
    Queued = 7,

    /// <summary>A waiter's wait ended before its turn.</summary>
    TimedOut = 8,

    /// <summary>A waiter gave up.</summary>
    Cancelled = 9,

    /// <summary>A waiter was neither connected nor polling, so its place was given up.</summary>
    Dropped = 10,

    /// <summary>A request was refused, because a limit of the lock is reached.</summary>
    Rejected = 11,

    /// <summary>A lease was found in the lease store, came with its key from another silo, or was brought back by its
    /// holder.</summary>
    Restored = 12,
}

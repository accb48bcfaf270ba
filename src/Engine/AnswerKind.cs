namespace LockActors.Engine;

/// <summary>What an answer says.</summary>
public enum AnswerKind
{
    /// <summary>To an acquire: the lock is held.</summary>
    Granted = 1,

    /// <summary>To an acquire: the request stands in the queue.</summary>
    Queued,

    /// <summary>To an acquire that did not want to wait: another client holds the lock.</summary>
    Busy,

    /// <summary>To an acquire: the wait ended first.</summary>
    TimedOut,

    /// <summary>To an acquire: a limit of the key is reached.</summary>
    Rejected,

    /// <summary>To an acquire or a renewal: the lease store did not answer.</summary>
    Unavailable,

    /// <summary>To an acquire: the request had its turn and is over.</summary>
    Ended,

    /// <summary>To a renewal or a confirmation: the lease is held.</summary>
    Renewed,

    /// <summary>To a renewal or a confirmation: the lease is over.</summary>
    Lost,

    /// <summary>To a release: one hold is gone.</summary>
    Released,

    /// <summary>To a release or a revocation: there was nothing to end.</summary>
    NotHeld,

    /// <summary>To a cancellation: the request is undone.</summary>
    Cancelled,

    /// <summary>To a cancellation: the request was not known and will be refused should it arrive.</summary>
    Unknown,

    /// <summary>To a revocation: the lease is over.</summary>
    Revoked,
}

namespace LockActors;

/// <summary>What came of a renewal or a confirmation.</summary>
public enum RenewOutcome
{
    /// <summary>The lease is held, for the time that the reply names.</summary>
    Renewed = 1,

    /// <summary>Certain: the lease is over.</summary>
    Lost = 2,

    /// <summary>Unknown: no answer came in time. The lease lasts at least as long as it did before; ask
    /// again.</summary>
    Unavailable = 3,

    /// <summary>The time to live breaks a limit. The lease is as it was.</summary>
    Rejected = 4,
}

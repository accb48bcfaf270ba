namespace LockActors;

/// <summary>What came of revoking a lock.</summary>
public enum RevokeOutcome
{
    /// <summary>The lease is over; its holder learns it when it next renews.</summary>
    Revoked = 1,

    /// <summary>Nobody held the lock, or not with the token that was named.</summary>
    NotHeld = 2,

    /// <summary>Unknown: nobody answered in time.</summary>
    Unavailable = 3,
}

namespace LockActors;

/// <summary>What came of revoking a lock.</summary>
public enum RevokeOutcome
{
    /// <summary>The lease is over; its holder learns it when it next renews. Or a key that stood in the lease store for
    /// too long (<see cref="LockState.HeldOverlong"/>) is removed.</summary>
    Revoked = 1,

    /// <summary>The lock was not held, or not with the token that was named.</summary>
    NotHeld = 2,

    /// <summary>Unknown: no answer came in time.</summary>
    Unavailable = 3,
}

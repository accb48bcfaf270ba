namespace LockActors;

/// <summary>What a lock is doing.</summary>
public enum LockState
{
    /// <summary>Nobody holds the lock or waits for it.</summary>
    Free = 0,

    /// <summary>Somebody holds the lock.</summary>
    Held = 1,

    /// <summary>A grant is on its way through the lease store.</summary>
    Granting = 2,

    /// <summary>A client outside this service holds the lock's key in the lease store.</summary>
    HeldOutside = 3,

    /// <summary>The lock pauses after a holder expired (lock delay), or because the lease store did not
    /// answer.</summary>
    Paused = 4,
}

namespace LockActors;

/// <summary>What a lock is doing.</summary>
public enum LockState
{
    /// <summary>The lock has neither a holder nor a waiter.</summary>
    Free = 0,

    /// <summary>A client holds the lock.</summary>
    Held = 1,

    /// <summary>A grant is on its way through the lease store.</summary>
    Granting = 2,

    /// <summary>A client outside this service holds the lock's key in the lease store.</summary>
    HeldOutside = 3,

    /// <summary>The lock pauses after a holder expired (lock delay), or because the lease store did not
    /// answer.</summary>
    Paused = 4,

    /// <summary>The lock's key stands in the lease store for longer than this service ever sets it: the clock of Redis
    /// went back, or a client outside this service set it so. To revoke the lock removes the key.</summary>
    HeldOverlong = 5,
}

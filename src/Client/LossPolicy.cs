namespace LockActors.Client;

/// <summary>What happens when a lock is lost.</summary>
public enum LossPolicy
{
    /// <summary><see cref="ILockHandle.LostToken"/> is cancelled. The default.</summary>
    Cancel = 0,

    /// <summary>Nothing is cancelled: for work that checks a fencing token at the resource and had better be finished.
    /// <see cref="ILockHandle.IsHeld"/> still tells the truth.</summary>
    Continue = 1,
}

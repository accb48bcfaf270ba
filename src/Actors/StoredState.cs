using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>What a lease store knows of a key.</summary>
/// <param name="IsKnown">Whether the store answered; otherwise nothing else counts.</param>
/// <param name="Lease">The lease of this service that is there, if any.</param>
/// <param name="Fence">The highest fencing token that the store has seen.</param>
public readonly record struct StoredState(bool IsKnown, RestoredLease? Lease = null, FencingToken Fence = default)
{
    /// <summary>The store did not answer.</summary>
    public static StoredState Unknown => default;
}

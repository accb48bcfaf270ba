using LockActors.Engine;

namespace LockActors.Actors;

/// <summary>What a lease store knows of a key.</summary>
/// <param name="IsKnown">Whether the store answered; otherwise nothing else counts.</param>
/// <param name="Lease">The lease of this service that is there, if any.</param>
/// <param name="Fence">The highest fencing token that the store has seen.</param>
/// <param name="Cause">Why the store did not answer, for people; null when that is not known.</param>
public readonly record struct StoredState(
    bool IsKnown, RestoredLease? Lease = null, FencingToken Fence = default, string? Cause = null)
{
    /// <summary>The store did not answer.</summary>
    public static StoredState Unknown => default;

    /// <summary>The store did not answer.</summary>
    /// <param name="cause">Why, for people.</param>
    public static StoredState Unanswered(string? cause) => new(IsKnown: false, Cause: cause);
}

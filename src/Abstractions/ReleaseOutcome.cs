namespace LockActors;

/// <summary>What came of a release.</summary>
public enum ReleaseOutcome
{
    /// <summary>This hold is released. A retry of the same release gets the same answer.</summary>
    Released = 1,

    /// <summary>Certain: the lease was not held any more, or never.</summary>
    NotHeld = 2,

    /// <summary>Unknown: no answer came in time. The lease ends by itself with its time to live.</summary>
    Unavailable = 3,
}

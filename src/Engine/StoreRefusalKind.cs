namespace LockActors.Engine;

/// <summary>What a lease store found instead of what the change needs.</summary>
public enum StoreRefusalKind
{
    /// <summary>The lease is not there, and nothing else is.</summary>
    Absent = 1,

    /// <summary>Another value is there.</summary>
    HeldByOther,

    /// <summary>The store has seen a fencing token as high as the proposed one.</summary>
    FenceTooLow,
}

namespace LockActors.Actors;

/// <summary>What came of a change that a lease store was asked for.</summary>
public enum StoreOutcome
{
    /// <summary>Unknown: the store did not answer, or not in time.</summary>
    Failed = 0,

    /// <summary>The change is made.</summary>
    Done = 1,

    /// <summary>Certain: the change is not made.</summary>
    Refused = 2,
}
